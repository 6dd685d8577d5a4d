/** The commands and their flags. Those of settings come from the definitions of the settings. */

import { SETTING_NAMES, SETTINGS, type Texts } from '@coatcheck/server'
import { Command, Option } from 'commander'
import { copy, type CopyFlags } from './copy.ts'
import { createKey, type CreateKeyFlags } from './create-key.ts'
import { login, type LoginFlags, logout, whoAmI } from './login.ts'
import { migrate } from './migrate.ts'
import { serve } from './serve.ts'
import { version } from './version.ts'

/** The program `coatcheck`. */
export function createProgram(): Command {
  const program = new Command('coatcheck')
    .description('Sign in once, stay signed in for days on tokens that live a minute.')
    .version(version)
    .configureHelp({ showGlobalOptions: false })

  const serveCommand = program.command('serve').description('run the server')
  addSettingFlags(serveCommand).action(async () => serve(settingFlags(serveCommand)))

  const migrateCommand = program
    .command('migrate')
    .description('bring the database up to date; servers do so too when they start')
  addSettingFlags(migrateCommand).action(async () => migrate(settingFlags(migrateCommand)))

  program
    .command('copy')
    .description('move everything from an SQLite file into Postgres (stop the server first); can be repeated')
    .requiredOption('--from <url>', 'sqlite:<file>')
    .requiredOption('--to <url>', 'postgres://<user>:<password>@<host>:<port>/<database>, an empty one')
    .action(async (flags: CopyFlags) => copy(flags))

  const keys = program.command('keys').description('manage access keys')
  const create = keys
    .command('create')
    .description('make an access key and print it once (SQLite: stop the server first)')
    .addOption(
      new Option('--kind <kind>', 'what it is for')
        .choices(['admin', 'backend', 'verifier'])
        .makeOptionMandatory(),
    )
    .option('--name <name>', 'what to call it', 'default')
    .option('--scopes <scopes>', 'of an admin key: read,users,sessions,policy,keys (default: all)')
    .option('--party <origin>', 'of a backend key: the application whose tokens it renews')
  program
    .command('login')
    .description('sign in to a server as a person, by the browser or by a code')
    .addOption(
      new Option('--url <origin>', 'the server').env('COATCHECK_URL').default('http://localhost:4000'),
    )
    .option(
      '--device',
      'by a code that is typed on another device; the default where no browser can be opened',
    )
    .option('--client-id <id>', 'as another application (default: coatcheck-cli, which every server knows)')
    .action(async (flags: LoginFlags) => login(flags))
  program.command('whoami').description('print who is signed in').action(whoAmI)
  program.command('logout').description('sign out, here and at the server').action(logout)

  addSettingFlags(create).action(async (flags: CreateKeyFlags) => createKey(flags, settingFlags(create)))
  return program
}

function addSettingFlags(command: Command): Command {
  for (const name of SETTING_NAMES) {
    const { flag, purpose, allowed, variables } = SETTINGS[name]
    command.addOption(
      new Option(`--${flag} <value>`, `${purpose} Allowed: ${allowed}. (${variables.join(', ')})`),
    )
  }
  return command
}

/** The flags that were given, by the name without dashes. */
function settingFlags(command: Command): Texts {
  const given: Record<string, string> = {}
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName())
    if (typeof value === 'string') given[option.name()] = value
  }
  return given
}
