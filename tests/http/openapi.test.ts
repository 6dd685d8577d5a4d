/** The OpenAPI document as tools read it. */

import { expect, test } from 'vitest'
import { send } from '../support/api-client.ts'
import { startCoatcheck } from '../support/start-coatcheck.ts'

test('every reference in the document leads to something in the document', async () => {
  const coatcheck = await startCoatcheck()
  const { body } = await send(coatcheck.url, '/openapi.json')
  await coatcheck.close()
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references).toContain('components/schemas/AdminUser')
  for (const path of new Set(references)) expect(body).toHaveProperty(path.split('/'), expect.anything())
  expect(references).toHaveLength(JSON.stringify(body).split('"$ref"').length - 1)
})
