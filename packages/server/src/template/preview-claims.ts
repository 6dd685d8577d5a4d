/** What a template would say of somebody, with what is odd about it. */

import {
  claimsBytes,
  claimsType,
  compileTemplate,
  renderTemplate,
  type StoredTemplate,
  templateRoots,
  templateWarnings,
} from '@coatcheck/core'
import { z } from 'zod'
import { problem } from '../http/problem.ts'
import { json } from '../http/route.ts'
import type { Server } from '../server.ts'
import { type ClaimsSubject, readTemplateData } from './render-claims.ts'
import { warningSchema } from './template-schema.ts'

/** A preview. */
export const previewSchema: z.ZodObject = z
  .object({
    claims: z.record(z.string(), z.unknown()).describe('Without those that every token has'),
    bytes: z.int().describe('How many the claims have as JSON; 1200 are a good measure'),
    type: z.string().describe('The TypeScript type of the claims, with what the metadata of this user show'),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'TemplatePreview' })

/** Answers with it, or with what does not compile. */
export async function previewClaims(
  server: Server,
  template: Pick<
    StoredTemplate,
    'text' | 'detached' | 'lifetimeSeconds' | 'dangerouslyAllowUserControlledClaims'
  >,
  subject: ClaimsSubject,
): Promise<Response> {
  const compiled = compileTemplate(template.text, template)
  if (!compiled.ok) return problem('template_invalid', { field: 'body.text', problems: compiled.problems })
  const { data } = await readTemplateData(server, templateRoots(compiled.template), subject, 0)
  const claims = renderTemplate(compiled.template, data)
  return json(200, {
    claims,
    bytes: claimsBytes(claims),
    type: claimsType(compiled.template, data),
    warnings: templateWarnings(compiled.template, template, claims),
  })
}
