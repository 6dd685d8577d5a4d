import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectConfiguration, type ViteUserConfig } from 'vitest/config'

/** Where the counts are written for whoever runs the tests unattended. */
const report = process.env['COATCHECK_TEST_REPORT']

/** What computes for minutes, and is begun before anything else. */
const AHEAD = ['tests/simulation/**/*.test.ts']

/** Tests that start programs or take long: each file has a process of its own, and these begin early. */
const APART = ['browser', 'clerk', 'docs', 'e2e', 'examples', 'feed', 'model', 'react', 'sdk', 'store'].map(
  (folder) => `tests/${folder}/**/*.test.ts`,
)

/** All the others: files that follow each other in one process, so that what they import is read once. */
const TOGETHER = ['packages/*/src/**/*.test.ts', 'bench/src/**/*.test.ts', 'tests/**/*.test.ts']

/** Projects begin in the order of their names. */
const projects: TestProjectConfiguration[] = [
  { extends: true, test: { name: 'ahead', include: AHEAD } },
  { extends: true, test: { name: 'apart', include: APART } },
  {
    extends: true,
    test: { name: 'together', include: TOGETHER, exclude: [...AHEAD, ...APART], isolate: false },
  },
]

const config: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    projects,
    globalSetup: 'tests/support/scratch-folder.ts',
    // These packages have sources in TypeScript under our condition, which Node does not run from where packages are.
    server: { deps: { inline: [/@modelcontextprotocol\/sdk/, /eventsource-parser/] } },
    // More than there are cores in small machines: many tests wait for other programs, or for time to pass.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 60_000,
    // What is polled comes at once, or when the other tests leave it some of the processor.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})

export default config
