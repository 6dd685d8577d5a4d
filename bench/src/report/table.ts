/** Prints findings as one table, a block for each path. */

import type { Finding } from './finding.ts'
import { keeps } from './targets.ts'

const HEADINGS = ['path', 'of', 'CPU us each', 'per second', 'figure', 'target', ''] as const
const FIRST_NUMBER = 2

/** The table as text. `figure` is Coatcheck's advantage over the line's peer, or the measured amount. */
export function formatTable(findings: readonly Finding[]): string {
  const lines = [HEADINGS, ...findings.map((finding, index) => cellsOf(finding, findings[index - 1]?.path))]
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  const text = lines.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < FIRST_NUMBER ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
  return text
    .flatMap((line, index) => (index > 0 && line.startsWith(' ') === false ? ['', line] : [line]))
    .join('\n')
}

function cellsOf(finding: Finding, pathBefore: string | undefined): readonly string[] {
  const { path, name, cpuMicroseconds, perSecond, value, unit, target } = finding
  return [
    path === pathBefore ? '' : path,
    name,
    cpuMicroseconds === null ? '' : cpuMicroseconds.toFixed(cpuMicroseconds < 100 ? 2 : 0),
    perSecond === null ? '' : Math.round(perSecond).toLocaleString('en'),
    value === null ? '' : `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`,
    target === null ? '' : `${target.bound} ${target.value}`,
    value === null || target === null ? '' : keeps(value, target) ? 'ok' : 'MISSED',
  ]
}
