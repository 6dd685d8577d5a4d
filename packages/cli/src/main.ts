#!/usr/bin/env node
/** The entry of the command line. */

import { describeFailure } from './failure.ts'
import { createProgram } from './program.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  process.stderr.write(describeFailure(error))
  process.exitCode = 1
}
