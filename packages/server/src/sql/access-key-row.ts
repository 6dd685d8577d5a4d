/** From a row of the table `access_keys` to the key. */

import type { AccessKey, AccessKeyKind, AdminScope, KeyId } from '@coatcheck/core'
import type { Row } from './session-row.ts'

/** An access key from its row. */
export function accessKeyFromRow(row: Row): AccessKey {
  return {
    id: row['id'] as KeyId,
    kind: row['kind'] as AccessKeyKind,
    name: row['name'] as string,
    scopes: JSON.parse(row['scopes'] as string) as AdminScope[],
    authorizedParty: row['authorized_party'] as string | null,
    createdAtMs: row['created_at'] as number,
  }
}
