import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'

import type { DuplicateCounts, JobRecord } from '@arq/core'

/** That a record came back as it was written, field by field; absent and `undefined` are the same. */
export function assertSameRecord(found: JobRecord | undefined, wanted: JobRecord): void {
  assert.ok(found, `no record of ${wanted.jobId}`)
  assert.deepEqual(asJson(found), asJson(wanted))
}

/** Whether a record says this of duplicates; absent is 0, and so is no record. */
export function hasCounts(found: JobRecord | undefined, wanted: DuplicateCounts): boolean {
  return (
    (found?.duplicateRuns ?? 0) === (wanted.duplicateRuns ?? 0) &&
    (found?.duplicateDeliveries ?? 0) === (wanted.duplicateDeliveries ?? 0)
  )
}

/** Whether two things say the same; absent and `undefined` are the same. */
export const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(asJson({ said: one }), asJson({ said: other }))

const asJson = (value: object): unknown => JSON.parse(JSON.stringify(value))
