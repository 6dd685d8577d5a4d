/** Between rows of the table `templates` and what core knows of a template. */

import type { NewTemplate, StoredTemplate, TemplateAlgorithm, TemplateId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** The columns that can be changed. */
export const TEMPLATE_COLUMNS = [
  'text',
  'lifetime_seconds',
  'clock_skew_seconds',
  'algorithm',
  'sealed_secret',
  'detached',
  'allow_user_controlled',
] as const

/** The values of those columns. */
export function columnsOfTemplate(
  template: NewTemplate,
): Record<string, string | number | Uint8Array | null> {
  return {
    text: template.text,
    lifetime_seconds: template.lifetimeSeconds,
    clock_skew_seconds: template.clockSkewSeconds,
    algorithm: template.algorithm,
    sealed_secret: template.sealedSecret,
    detached: Number(template.detached),
    allow_user_controlled: Number(template.dangerouslyAllowUserControlledClaims),
  }
}

/** A template from its row. */
export function templateFromRow(row: Row): StoredTemplate {
  return {
    id: row['id'] as TemplateId,
    name: row['name'] as string,
    text: row['text'] as string,
    lifetimeSeconds: row['lifetime_seconds'] as number,
    clockSkewSeconds: row['clock_skew_seconds'] as number,
    algorithm: row['algorithm'] as TemplateAlgorithm,
    sealedSecret: row['sealed_secret'] as Uint8Array | null,
    detached: row['detached'] === 1,
    dangerouslyAllowUserControlledClaims: row['allow_user_controlled'] === 1,
    version: row['version'] as number,
    createdAtMs: row['created_at'] as number,
    updatedAtMs: row['updated_at'] as number,
  }
}
