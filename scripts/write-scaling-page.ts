/** Writes `docs/scaling.md` and its charts from what was measured; `--check` only says whether they are up to date. */

import { readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from '../bench/src/report/results-file.ts'
import { median } from '../bench/src/measure/sample.ts'
import { type Axes, drawChart, type Panel, type Series } from '../bench/src/simulation/chart.ts'
import { DAY, OPERATIONS, type Operation } from '../bench/src/simulation/day.ts'
import { type Capacity, capacityOf, type Constants, type Cost } from '../bench/src/simulation/model.ts'
import type { DayResult, Simulation } from '../bench/src/simulation/simulate.ts'

const DOCS = new URL('../docs/', import.meta.url)
const SIZES = [1e5, 1e6, 1e7, 1e8, 1e9] as const
const PARTS = ['server', 'redis', 'postgres'] as const

type Measured = Simulation & { readonly finishedAt: string; readonly machine: Machine }

/** The page and its charts: names of files under `docs/`, and what they hold. */
function pages(): Readonly<Record<string, string>> {
  const redis = read('redis')
  return {
    'scaling.md': page(redis),
    'scaling/day-redis.svg': dayChart(redis, 'A day on Redis and Postgres: CPU per request'),
    'scaling/capacity.svg': capacityChart(redis.constants),
  }
}

function read(engine: Simulation['engine']): Measured {
  return JSON.parse(readFileSync(new URL(`scaling/${engine}.json`, DOCS), 'utf8')) as Measured
}

function page(redis: Measured): string {
  return `# Scaling

How many nodes, shards and gigabytes do so many active sessions need? The answers below come from a model of a few
measured constants (\`bench/src/simulation/model.ts\`), which a replayed day of traffic checks on up to
${count(largest(redis))} real sessions. What stands beyond that is extrapolated.

This page is generated: \`node --conditions=source scripts/write-scaling-page.ts\`. Measure anew:
\`npm run bench -- --only day --engine redis --sessions 100000,1000000,10000000\` (an hour; 24 GiB of memory).

## What one operation costs

CPU microseconds of one core, over HTTP, with ${redis.machine.cpu}, Node ${redis.machine.node.slice(1)}. A sign-in is nearly
all argon2id.

${costTable(redis)}

| what | |
|---|---|
| Postgres, bytes per session, with its client, a tenth of a user and all indexes | ${round(redis.constants.postgresBytes)} |
| Redis, bytes per session | ${round(redis.constants.redisBytes)} |
| first use of a session after Redis was replaced: CPU of server, Redis, Postgres | ${costText(redis.constants.firstUse)} |
| a revocation, between the database and each other node, in bytes | ${round(redis.constants.bytesPerRevocation)} |
| a revocation, CPU microseconds of each other node | ${round(redis.constants.heardMicroseconds)} |

Revocations that come together are read together: the last two lines are for 32 administrators at once.

## What so many sessions need

Sessions that are open, of which ${percent(DAY)} are somebody's who is there at the busiest time, asking once a minute for a token
and once for a check; every session is opened anew each week. No core is used more than half, no Redis holds more than
half of 16 GB. Nodes have four cores (\`--workers 4\`), and there are always two. Each Redis shard and the database have
replicas besides.

${capacityTable(redis.constants)}

Postgres alone, without Redis, does for hundreds of thousands: the server then pays about four times as much for a
check and three times for a token or a refresh (\`npm run bench -- --only engines\`), and Postgres as much again.

![Cores and gigabytes, from a hundred thousand sessions to a billion](scaling/capacity.svg)

Everything grows with the number of sessions: twice the sessions, twice the cores, gigabytes and cost. What a request
costs does not depend on how many sessions there are (below), so a million more sessions are always
${perMillion(redis.constants)}.

**Where it ends.** One primary of Postgres is the only part that cannot be multiplied here. Beside Redis it sees
sign-ins, ends and promises of activity, so that its cores stay few for long; its disk, and revocations, come first. Beyond about
a hundred million sessions run several instances, each with its tenants or its region, or a database that spreads
itself (\`docs/decisions/0007\` says what was checked of those).

**A herd.** After an outage everybody asks at once, and Redis may believe nothing that it holds. The column says how long
the nodes of the table work until each of those who were there has been answered; clients spread themselves by the
\`Retry-After\` that they are given.

## The day

Twenty-four hours, from ${(Math.min(...DAY.map(({ active }) => active)) * 100).toFixed(1)} % of all people at four in the morning to ${percent(DAY)} at four in the afternoon, replayed with
as many requests as keep the shape (12,000 stand for the busiest hour). At 14:00 the node is killed, Redis becomes another one, and
512 connections ask at once; from 17:00 on 1 % of all sessions are revoked in each minute. Lines are what the model
foretells from constants that were measured with 50,000 sessions, dots are what was measured.

![CPU per request by hour, with Redis](scaling/day-redis.svg)

${deviationTable([redis])}

CPU, measured over foretold: of the middle hour, and in parentheses of the whole day. **These are not quiet machines.** The
server, its stores and the load shared two virtual cores of a busy host; one ES256 signature alone took about
50 µs of CPU there. Hours in which others ran stand out of
the charts, and the ten million were replayed beside a run of all tests. Their first eight hours are dearer for another
reason: filling Redis kept it silent for seconds, after which every session is compared with the database at its next use, as
after an outage. What a request costs in quiet hours is the same at
every size. Scale the constants by what a signature takes on your machines. 16,384 of the sessions took turns (those that
are revoked are others, spread over all of the table): a working set that is larger than the memory of Postgres would
show more.
`
}

function largest({ days }: Measured): number {
  return Math.max(...days.map(({ sessions }) => sessions))
}

const NAMES: Readonly<Record<Operation, string>> = {
  refresh: 'refresh',
  mint: 'token from a session',
  check: 'check of an opaque session token',
  devices: 'list of my devices',
  signIn: 'sign-in',
  revoke: 'revocation',
}

function costTable({ constants }: Measured): string {
  const rows = OPERATIONS.map((operation) => {
    const { server, redis, postgres } = constants.costs[operation]
    return `| ${NAMES[operation]} | ${[server, redis, postgres].map(round).join(' | ')} |`
  })
  return `| operation | server | Redis | Postgres |
|---|---|---|---|
${rows.join('\n')}`
}

function capacityTable(constants: Constants): string {
  const hasRedis = constants.redisBytes > 0
  const rows = SIZES.map((sessions) => {
    const needs = capacityOf(constants, sessions)
    const ofRedis = hasRedis ? [needs.redisShards, figure(needs.redisGigabytes)] : []
    const cells = [
      count(sessions),
      count(Math.round(needs.requestsPerSecond)),
      figure(needs.serverCores),
      count(needs.nodes),
      ...ofRedis,
      figure(needs.postgresCores),
      figure(needs.postgresGigabytes),
      `${figure(needs.herdSeconds)} s`,
    ]
    return `| ${cells.join(' | ')} |`
  })
  const ofRedis = hasRedis ? ' Redis shards | Redis GB |' : ''
  return `| sessions | requests/s at the peak | server cores | nodes |${ofRedis} Postgres cores | Postgres GB | herd |
|---|---|---|---|${hasRedis ? '---|---|' : ''}---|---|---|
${rows.join('\n')}`
}

function perMillion(constants: Constants): string {
  const { serverCores, postgresCores, redisGigabytes, postgresGigabytes } = capacityOf(constants, 1e6)
  return `${figure(serverCores)} cores of nodes, ${figure(redisGigabytes)} GB of Redis, ${figure(postgresCores)} cores and ${figure(postgresGigabytes)} GB of Postgres`
}

function deviationTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ engine, days }) =>
    days.map((day) => {
      const cells = [
        engine === 'redis' ? 'Redis and Postgres' : 'Postgres',
        count(day.sessions),
        ...PARTS.map((part) => ratio(day, part)),
        `${round(day.residentMebibytes)} MiB`,
      ]
      return `| ${cells.join(' | ')} |`
    }),
  )
  return `| stores | sessions | server, measured / foretold | Redis | Postgres | memory of the node |
|---|---|---|---|---|---|
${rows.join('\n')}`
}

/** The middle hour, and the whole day. */
function ratio({ hours }: DayResult, part: keyof Cost): string {
  const sum = (of: 'measured' | 'foretold'): number =>
    hours.reduce((total, hour) => total + hour[of][part] * hour.requests, 0)
  if (sum('foretold') === 0) return ''
  const middle = median(hours.map((hour) => hour.measured[part] / hour.foretold[part]))
  return `${middle.toFixed(2)} (${(sum('measured') / sum('foretold')).toFixed(2)})`
}

function dayChart({ days }: Measured, title: string): string {
  const highest = Math.max(
    ...days.flatMap(({ hours }) =>
      hours.flatMap((hour) => PARTS.flatMap((part) => [hour.measured[part], hour.foretold[part]])),
    ),
  )
  const step = highest > 1000 ? 500 : highest > 400 ? 100 : 50
  const axes: Axes = {
    x: { title: 'hour', ticks: [0, 6, 12, 18, 24] },
    y: {
      title: 'CPU µs per request',
      ticks: Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step),
    },
  }
  return drawChart(title, axes, days.map(dayPanel))
}

function dayPanel({ sessions, hours }: DayResult): Panel {
  const parts = PARTS.filter((part) => hours.some((hour) => hour.foretold[part] > 0))
  const series = parts.flatMap((part): readonly Series[] => {
    const colour = COLOURS[part]
    const name = part === 'server' ? 'server' : part === 'redis' ? 'Redis' : 'Postgres'
    const points = (of: 'measured' | 'foretold') => hours.map((hour) => [hour.hour, hour[of][part]] as const)
    return [
      { name: `${name}, model`, colour, form: 'line', points: points('foretold') },
      { name: 'measured', colour, form: 'dots', points: points('measured') },
    ]
  })
  const notes = hours.flatMap(({ hour, happens }) =>
    happens === 'nothing' ? [] : [[hour, happens] as const],
  )
  return { title: `${count(sessions)} sessions`, series, notes }
}

const COLOURS = { server: 1, redis: 2, postgres: 3 } as const

function capacityChart(constants: Constants): string {
  const sizes = Array.from({ length: 41 }, (_, index) => 10 ** (5 + index / 10))
  const line = (name: string, colour: Series['colour'], of: (needs: Capacity) => number): Series => ({
    name,
    colour,
    form: 'line',
    points: sizes.map((size) => [size, of(capacityOf(constants, size))]),
  })
  const short = (value: number): string =>
    value >= 1e9
      ? '1 bn'
      : value >= 1e6
        ? `${value / 1e6} M`
        : value >= 1e3
          ? `${value / 1e3} k`
          : String(value)
  const axes: Axes = {
    x: { title: 'sessions', ticks: [1e5, 1e6, 1e7, 1e8, 1e9], isLogarithmic: true, label: short },
    y: {
      title: 'cores, or GB',
      ticks: [0.01, 0.1, 1, 10, 100, 1000, 10_000, 100_000],
      isLogarithmic: true,
      label: short,
    },
  }
  const cores = [
    line('server', 1, ({ serverCores }) => serverCores),
    line('Redis', 2, ({ redisCores }) => redisCores),
    line('Postgres', 3, ({ postgresCores }) => postgresCores),
  ]
  const room = [
    line('Redis', 2, ({ redisGigabytes }) => redisGigabytes),
    line('Postgres', 3, ({ postgresGigabytes }) => postgresGigabytes),
  ]
  return drawChart('What so many sessions need', axes, [
    { title: 'Cores', series: cores },
    { title: 'GB', series: room },
  ])
}

function percent(day: typeof DAY): string {
  return `${Math.round(Math.max(...day.map(({ active }) => active)) * 100)} %`
}

function costText({ server, redis, postgres }: Cost): string {
  return [server, redis, postgres].map(round).join(', ')
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function round(value: number): string {
  return count(Math.round(value))
}

/** Two digits that count. */
function figure(value: number): string {
  return value >= 10 ? round(value) : String(Number(value.toPrecision(2)))
}

if (import.meta.main) {
  const isCheck = process.argv.includes('--check')
  for (const [name, text] of Object.entries(pages())) {
    const file = new URL(name, DOCS)
    if (!isCheck) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(`docs/${name} is not what was measured: run scripts/write-scaling-page.ts`)
      process.exitCode = 1
    }
  }
}
