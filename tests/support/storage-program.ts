/**
 * An application in a process of its own, which writes one text after the other and dies at the nth change of a file:
 * `<place> <folder> <n> <texts as JSON>`. It says the number of each text that is written.
 */

import { writeSync } from 'node:fs'
import { openPlace, type PlaceName } from './file-places.ts'

const [place = '', folder = '', dieAt = '', texts = ''] = process.argv.slice(2)
let changes = 0
const storage = openPlace(place as PlaceName, folder, () => {
  if (changes++ === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
})

for (const [index, text] of (JSON.parse(texts) as readonly (string | null)[]).entries()) {
  await storage.write(text)
  writeSync(1, `${index}\n`) // straight to the pipe: a line that waits in this process would die with it
}
