/** Templates as this node uses them: compiled once, and read again when the log says that they changed. */

import {
  compileTemplate,
  SESSION_TEMPLATE,
  type SigningAlgorithm,
  type StoredTemplate,
  type Template,
  type TemplateRootName,
  templateRoots,
  type TemplateStore,
} from '@coatcheck/core'
import type { Logger } from 'pino'
import type { InstanceSecrets } from '../secret/instance-secrets.ts'
import { readInOrder } from '../store/read-in-order.ts'
import { createSecretSigner, type SecretSigner } from '../signing/token-signer.ts'
import { openTemplateSecret } from './template-secret.ts'

/** A template ready to be rendered and signed. */
export type LiveTemplate = {
  readonly row: StoredTemplate
  readonly template: Template
  /** What it reads. */
  readonly roots: ReadonlySet<TemplateRootName>
  /** Of `HS256`; `null` for other algorithms, and while this node does not know the secret it is sealed with. */
  readonly secretSigner: SecretSigner | null
}

/** The templates of a node. */
export type LiveTemplates = {
  /** The template of a name; one that is unknown here is looked for where another node may just have put it. */
  readonly find: (name: string) => Promise<LiveTemplate | null>
  /** What gives session tokens their own claims. */
  readonly session: () => LiveTemplate | null
  /** What published keys templates are signed with. */
  readonly algorithms: () => readonly SigningAlgorithm[]
  readonly reload: () => Promise<void>
}

/** What they are made of. */
export type LiveTemplatesOptions = {
  readonly store: TemplateStore
  readonly secrets: InstanceSecrets
  readonly logger: Pick<Logger, 'error'>
}

/** Reads all templates. */
export async function createLiveTemplates(options: LiveTemplatesOptions): Promise<LiveTemplates> {
  const { store } = options
  /** `null` for a template that cannot be used. */
  let known: ReadonlyMap<string, LiveTemplate | null> = new Map()
  const reload = readInOrder(store.list, (rows) => {
    known = new Map(rows.map((row) => [row.name, liveTemplate(row, options)]))
  })
  await reload()
  return {
    find: async (name) => {
      if (!known.has(name) && (await store.findByName(name)) !== null) await reload()
      return known.get(name) ?? null
    },
    session: () => known.get(SESSION_TEMPLATE) ?? null,
    algorithms: () =>
      [...known.values()].flatMap((live) =>
        live === null || live.row.name === SESSION_TEMPLATE || live.row.algorithm === 'HS256'
          ? []
          : [live.row.algorithm],
      ),
    reload,
  }
}

/** A text that compiled when it was saved may not any more: then another version of the server wrote it. */
function liveTemplate(row: StoredTemplate, { secrets, logger }: LiveTemplatesOptions): LiveTemplate | null {
  const compiled = compileTemplate(row.text, row)
  if (!compiled.ok) {
    logger.error({ template: row.name, problems: compiled.problems }, 'a template cannot be used')
    return null
  }
  const secret = openTemplateSecret(secrets, row)
  if (row.algorithm === 'HS256' && secret === null)
    logger.error({ template: row.name }, 'the secret of a template is sealed with one that is not given')
  return {
    row,
    template: compiled.template,
    roots: templateRoots(compiled.template),
    secretSigner: secret === null ? null : createSecretSigner(secret),
  }
}
