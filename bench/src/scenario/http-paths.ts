/** Paths over HTTP, of every server that has them. */

import { runLoad } from '../load/run-load.ts'
import { familyCpuMicroseconds } from '../measure/process-cost.ts'
import type { Sample } from '../measure/sample.ts'
import { HOT_PATHS, type HttpPath, type MeasuredServer } from './measured-server.ts'
import type { Contender } from './rounds.ts'

/** One contender for each path of each server, path by path. */
export function httpContenders(
  servers: readonly MeasuredServer[],
  connections: number,
  paths: readonly HttpPath[] = HOT_PATHS,
): readonly Contender[] {
  return paths.flatMap((path) =>
    servers.flatMap(({ name, pid, port, traffic }) => {
      const source = traffic[path]
      if (source === undefined) return []
      const measure = async (seconds: number): Promise<Sample> => {
        const before = familyCpuMicroseconds(pid)
        const load = await runLoad({ port, traffic: source, connections, seconds })
        const after = familyCpuMicroseconds(pid)
        return {
          operations: load.requests,
          cpuMicroseconds: after - before,
          wallMicroseconds: load.wallMicroseconds,
        }
      }
      return [{ path, name, measure }]
    }),
  )
}
