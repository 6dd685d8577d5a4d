import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Where the counts are written for whoever runs the tests unattended. */
const report = process.env['COATCHECK_TEST_REPORT']

const config: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'bench/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})

export default config
