/** Charts as SVG that reads on light and dark pages. */

/** A line, or the dots of what was measured. */
export interface Series {
  readonly name: string
  /** One of the colours of the style below. */
  readonly colour: 1 | 2 | 3
  readonly form: 'line' | 'dots'
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** One of several charts side by side. */
export interface Panel {
  readonly title: string
  readonly series: readonly Series[]
  /** Words at places of the horizontal axis. */
  readonly notes?: readonly (readonly [x: number, text: string])[]
}

/** What the axes of all panels have in common. */
export interface Axes {
  readonly x: Axis
  readonly y: Axis
}

/** From where to where, what stands there, and whether each step multiplies. */
export interface Axis {
  readonly title: string
  readonly ticks: readonly number[]
  readonly isLogarithmic?: boolean
  readonly label?: (value: number) => string
}

const WIDTH = 320
const HEIGHT = 240
const LEFT = 56
const TOP = 34
const RIGHT = 14
const BOTTOM = 44
const LEGEND = 30

const STYLE = `text{font:12px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.g{stroke:#d0d7de;stroke-width:1}.n{font-size:11px;fill:#57606a}
.c1{stroke:#0969da;fill:#0969da}.c2{stroke:#cf222e;fill:#cf222e}.c3{stroke:#1a7f37;fill:#1a7f37}path{fill:none!important;stroke-width:1.8}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#30363d}.n{fill:#9da7b3}.c1{stroke:#58a6ff;fill:#58a6ff}.c2{stroke:#ff7b72;fill:#ff7b72}.c3{stroke:#3fb950;fill:#3fb950}}`

/** Draws the panels in a row, with one legend. */
export function drawChart(title: string, axes: Axes, panels: readonly Panel[]): string {
  const width = panels.length * WIDTH
  const height = HEIGHT + LEGEND
  const drawn = panels.map((panel, index) => drawPanel(panel, axes, index * WIDTH)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>${STYLE}</style>
${drawn}
${drawLegend(panels[0]?.series ?? [])}
</svg>
`
}

function drawPanel({ title, series, notes = [] }: Panel, { x, y }: Axes, left: number): string {
  const atX = scale(x, left + LEFT, left + WIDTH - RIGHT)
  const atY = scale(y, HEIGHT - BOTTOM, TOP)
  const grid = [
    ...y.ticks.map(
      (tick) =>
        `<line class="g" x1="${left + LEFT}" x2="${left + WIDTH - RIGHT}" y1="${atY(tick)}" y2="${atY(tick)}"/>` +
        `<text x="${left + LEFT - 6}" y="${atY(tick) + 4}" text-anchor="end">${labelOf(y, tick)}</text>`,
    ),
    ...x.ticks.map(
      (tick) =>
        `<text x="${atX(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${labelOf(x, tick)}</text>`,
    ),
  ]
  const words = notes.map(
    ([place, text], index) =>
      `<line class="g" stroke-dasharray="3 3" x1="${atX(place)}" x2="${atX(place)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>` +
      `<text class="n" x="${atX(place) + 3}" y="${TOP + 9 + index * 13}">${text}</text>`,
  )
  return [
    `<text class="t" x="${left + LEFT}" y="18">${title}</text>`,
    ...grid,
    ...words,
    ...series.map((one) => drawSeries(one, atX, atY)),
    `<text class="n" x="${left + (LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${x.title} · ${y.title}</text>`,
  ].join('\n')
}

function drawSeries(
  { colour, form, points }: Series,
  atX: (value: number) => number,
  atY: (value: number) => number,
): string {
  const places = points.map(([x, y]) => [atX(x), atY(y)] as const)
  return form === 'dots'
    ? places.map(([x, y]) => `<circle class="c${colour}" cx="${x}" cy="${y}" r="2.6"/>`).join('')
    : `<path class="c${colour}" d="M${places.map(([x, y]) => `${x} ${y}`).join('L')}"/>`
}

function drawLegend(series: readonly Series[]): string {
  const y = HEIGHT + 14
  let left = LEFT
  const parts = series.map(({ name, colour, form }) => {
    const at = left
    left += 34 + name.length * 6.6
    const mark =
      form === 'dots'
        ? `<circle class="c${colour}" cx="${at + 8}" cy="${y - 4}" r="3"/>`
        : `<path class="c${colour}" d="M${at} ${y - 4}h16"/>`
    return `${mark}<text x="${at + 21}" y="${y}">${name}</text>`
  })
  return parts.join('')
}

function labelOf({ label = String }: Axis, tick: number): string {
  return label(tick)
}

/** From values to places; the ends of the axis are its first and last tick. */
function scale({ ticks, isLogarithmic = false }: Axis, from: number, to: number): (value: number) => number {
  const of = (value: number): number => (isLogarithmic ? Math.log10(value) : value)
  const low = of(ticks[0] ?? 0)
  const high = of(ticks.at(-1) ?? 1)
  return (value) => {
    const place = from + ((Math.min(Math.max(of(value), low), high) - low) / (high - low)) * (to - from)
    return Math.round(place * 10) / 10
  }
}
