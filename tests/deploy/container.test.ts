/** The container files: built where a Docker engine runs, checked by their own rules everywhere. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SETTINGS } from '@coatcheck/server'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8')
const compose = parse(readFileSync(`${ROOT}compose.yaml`, 'utf8')) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: object
}

type Service = {
  readonly image?: string
  readonly build?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

const hasEngine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}']).status === 0

describe('the image', () => {
  test('is made by instructions that mean what they say', () => {
    expect(validate(dockerfile)).toEqual([])
  })

  test('copies only what is there, and runs what its packages build', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    )
    expect(copied.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([])
    const { bin } = JSON.parse(readFileSync(`${ROOT}packages/cli/package.json`, 'utf8')) as {
      readonly bin: { readonly coatcheck: string }
    }
    expect(dockerfile).toContain(`"packages/cli/${bin.coatcheck.replace('./', '')}", "serve"`)
  })

  test('runs as nobody special, and says whether it is well', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
  })

  test('is built where an engine runs', () => {
    const built = hasEngine
      ? spawnSync('docker', ['build', '--quiet', '.'], { cwd: ROOT }).status
      : 'no engine'
    expect([0, 'no engine']).toContain(built)
  }, 600_000)
})

describe('the services', () => {
  const { services, volumes } = compose

  test('say how well they are, and are waited for until they are', () => {
    const isChecked = ({ build, healthcheck }: Service) =>
      build !== undefined || healthcheck?.test[0] === 'CMD'
    expect(Object.values(services).filter((service) => !isChecked(service))).toEqual([])
    const waits = Object.values(services).flatMap(({ depends_on: others = {} }) => Object.entries(others))
    expect(waits.map(([other, { condition }]) => [other in services, condition])).toEqual([
      [true, 'service_healthy'],
      [true, 'service_healthy'],
    ])
  })

  test('keep what they hold in volumes that are declared', () => {
    for (const { volumes: mounted = [] } of Object.values(services)) {
      for (const mount of mounted) expect(volumes).toHaveProperty(mount.split(':')[0] ?? '')
    }
  })

  test('set nothing that is no setting, and everything in a form that is allowed', () => {
    const settings = new Map(Object.values(SETTINGS).map((setting) => [setting.variables[0], setting]))
    const wrong = Object.entries(services['coatcheck']?.environment ?? {}).filter(
      ([name, value]) => typeof (settings.get(name)?.parse(value) ?? Symbol('unknown')) === 'symbol',
    )
    expect(wrong).toEqual([])
  })

  test('let Valkey drop nothing', () => {
    expect(services['valkey']).toMatchObject({
      command: expect.stringContaining('--maxmemory-policy noeviction'),
    })
  })
})
