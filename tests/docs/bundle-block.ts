/** A block of the documentation as a script of a page. */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * Bundles a block with what uses it.
 *
 * @param code The block.
 * @param entry Imports it as `block`.
 */
export async function bundleBlock(
  code: string,
  entry: string,
): Promise<{ readonly script: string; readonly styles: string }> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: HERE, loader: 'tsx' },
    plugins: [
      {
        name: 'block',
        setup: (builder) => {
          builder.onResolve({ filter: /^block$/ }, () => ({ path: 'block', namespace: 'docs' }))
          builder.onLoad({ filter: /.*/, namespace: 'docs' }, () => ({
            contents: code,
            loader: 'tsx',
            resolveDir: HERE,
          }))
        },
      },
    ],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    conditions: ['source'],
  })
  const textOf = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { script: textOf('.js'), styles: textOf('.css') }
}
