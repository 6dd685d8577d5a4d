/** Makes and changes templates: what is asked is checked whole before anything is written. */

import {
  type ActContext,
  compileTemplate,
  encodeBase64url,
  newId,
  type NewTemplate,
  SESSION_TEMPLATE,
  type StoredTemplate,
  TEMPLATE_STARTERS,
  type TemplateId,
} from '@coatcheck/core'
import { given } from '../http/given.ts'
import { problem } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { TEMPLATE_DEFAULTS } from './seed-templates.ts'
import type { TemplateMembers } from './template-schema.ts'
import { sealTemplateSecret, TEMPLATE_SECRET_BYTES } from './template-secret.ts'

/** A template as it is now, with its secret if one was made. */
export type WrittenTemplate = { readonly template: StoredTemplate; readonly secret: string | null }

/** What is of no use in the template of session tokens: policy and settings say it. */
const NOT_OF_SESSIONS = ['lifetimeSeconds', 'clockSkewSeconds', 'algorithm', 'secret', 'detached'] as const

/** Makes a template; an answer when it cannot be. */
export async function createTemplate(
  server: Server,
  { name, ...members }: TemplateMembers & { readonly name: string },
  context: ActContext,
): Promise<WrittenTemplate | Response> {
  const id = newId('tmpl', server.clock.nowMs(), server.random)
  const planned = planTemplate(server, { ...TEMPLATE_DEFAULTS, id, name, text: '' }, members)
  if (planned instanceof Response) return planned
  const outcome = await server.store.templates.create(planned.template, context)
  if (outcome === 'name-taken') return problem('template_name_taken', { field: 'body.name' })
  const template = await server.store.templates.find(id)
  if (template === null) return problem('not_found')
  await putInForce(server)
  return { template, secret: planned.secret }
}

/** Changes a template; an answer when it cannot be, or is not there. */
export async function updateTemplate(
  server: Server,
  id: TemplateId,
  members: TemplateMembers,
  context: ActContext,
): Promise<WrittenTemplate | Response> {
  for (;;) {
    const current = await server.store.templates.find(id)
    if (current === null) return problem('not_found')
    const planned = planTemplate(server, current, members)
    if (planned instanceof Response) return planned
    const { version } = current
    const template = await server.store.templates.update({ ...planned.template, version }, context)
    // Whoever is overtaken starts again, from what the other one wrote.
    if (template === null) continue
    await putInForce(server)
    return { template, secret: planned.secret }
  }
}

/** Makes this node go by what was written; the others hear of it by the log. */
export async function putInForce({ templates, keyRing }: Server): Promise<void> {
  await templates.reload()
  await keyRing.rotateIfDue() // a new algorithm needs a key
}

/** What a template would be; an answer when that is not in order. */
function planTemplate(
  server: Server,
  current: NewTemplate,
  members: TemplateMembers,
): { readonly template: NewTemplate; readonly secret: string | null } | Response {
  const misplaced =
    current.name === SESSION_TEMPLATE ? NOT_OF_SESSIONS.find((one) => members[one] !== undefined) : undefined
  if (misplaced !== undefined) {
    const detail =
      'Session tokens have this from the policy and the settings: this template only gives their claims.'
    return problem('invalid_request', { field: `body.${misplaced}`, detail })
  }
  const { text: written, starter, secret: givenSecret, ...others } = members
  if (written !== undefined && starter !== undefined)
    return problem('invalid_request', { field: 'body.starter', detail: 'Give text or starter, not both.' })
  const text = starter === undefined ? (written ?? current.text) : TEMPLATE_STARTERS[starter]
  const template = { ...current, ...given(others), text }
  const compiled = compileTemplate(text, template)
  if (!compiled.ok) return problem('template_invalid', { field: 'body.text', problems: compiled.problems })
  if (template.algorithm !== 'HS256') {
    return givenSecret === undefined
      ? { template: { ...template, sealedSecret: null }, secret: null }
      : problem('invalid_request', { field: 'body.secret', detail: 'Only HS256 has a secret of its own.' })
  }
  if (givenSecret === undefined && template.sealedSecret !== null) return { template, secret: null }
  const secret = givenSecret ?? encodeBase64url(server.random.bytes(TEMPLATE_SECRET_BYTES.least))
  const sealedSecret = sealTemplateSecret(server.secrets, template.id, secret)
  return { template: { ...template, sealedSecret }, secret: givenSecret === undefined ? secret : null }
}
