/** Runs before the tests: installs the programs they drive, where that can be done, else says exactly what to install. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A program that tests start, where it is, and the Debian package that brings it. */
const PROGRAMS: readonly { readonly path: string; readonly debianPackage: string }[] = [
  { path: '/usr/bin/chromium', debianPackage: 'chromium' },
  { path: '/usr/bin/chromium-headless-shell', debianPackage: 'chromium-headless-shell' },
  { path: '/usr/bin/curl', debianPackage: 'curl' },
  { path: '/usr/bin/openssl', debianPackage: 'openssl' },
  { path: '/usr/lib/postgresql', debianPackage: 'postgresql' },
  { path: '/usr/sbin/pgbouncer', debianPackage: 'pgbouncer' },
  { path: '/usr/bin/redis-server', debianPackage: 'redis-server' },
  { path: '/usr/bin/redis-cli', debianPackage: 'redis-tools' },
  { path: '/usr/lib/python3/dist-packages/jwt', debianPackage: 'python3-jwt' },
  { path: '/usr/lib/python3/dist-packages/cryptography', debianPackage: 'python3-cryptography' },
  { path: '/usr/lib/python3/dist-packages/authlib', debianPackage: 'python3-authlib' },
  { path: '/usr/lib/python3/dist-packages/requests', debianPackage: 'python3-requests' },
  { path: '/usr/sbin/apache2', debianPackage: 'apache2' },
  { path: '/usr/lib/apache2/modules/mod_auth_openidc.so', debianPackage: 'libapache2-mod-auth-openidc' },
]

const missing = PROGRAMS.filter(({ path }) => !existsSync(path))
if (missing.length > 0) install(missing.map(({ debianPackage }) => debianPackage))

function install(packages: readonly string[]): void {
  const isDebianRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!isDebianRoot) fail(packages, 'They can be installed from here only on Debian, by root.')
  console.log(`Installing what the tests need: ${packages.join(' ')}`)
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) fail(packages, `apt-get ${args[0]} failed.`)
  }
}

function fail(packages: readonly string[], why: string): never {
  console.error(`The tests need these programs: ${packages.join(', ')}. ${why}`)
  console.error(`On Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`)
  process.exit(1)
}
