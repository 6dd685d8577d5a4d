/** Docstrings of generated code. */

const WIDTH = 110

/** A docstring of paragraphs, on one line if it fits on one; a paragraph ends in a full stop. */
export function docText(...paragraphs: readonly string[]): string {
  const texts = paragraphs.map((text) => (/[.?]$/.test(text) ? text : `${text}.`).replaceAll('*/', '*\\/'))
  const [first = '', ...others] = texts
  if (others.length === 0 && first.length < WIDTH) return `/** ${first} */\n`
  const lines = texts.flatMap((text, i) => [...(i === 0 ? [] : ['']), ...wrapped(text)])
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}

function wrapped(text: string): readonly string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
