import assert from 'node:assert/strict'

import type { JobRecord } from '@arq/core'

/** That a record came back as it was written, field by field; absent and `undefined` are the same. */
export function assertSameRecord(found: JobRecord | undefined, wanted: JobRecord): void {
  assert.ok(found, `no record of ${wanted.jobId}`)
  assert.deepEqual(asJson(found), asJson(wanted))
}

const asJson = (record: JobRecord): unknown => JSON.parse(JSON.stringify(record))
