import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './data-folder.ts'

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a folder is made with those above it, for its owner alone, and again is no error', () => {
  const path = join(temporary(), 'a', 'b')
  makeFolder(path)
  makeFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
})

test('a file in the way is an error', () => {
  const file = join(temporary(), 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow(/EEXIST/)
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR|EEXIST/)
})

test.runIf(existsSync('/proc'))('a folder that can never be there is an error, and no endless loop', () => {
  expect(() => makeFolder('/proc/coatcheck/data')).toThrow(/ENOENT/)
})
