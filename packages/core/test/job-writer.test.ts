import { describe, expect, it } from '@jest/globals'

import { ResultStoreError } from '../src/index.js'
import {
  announceCommand,
  type GuardedTable,
  JobWriter,
  refused,
  type RowOperation,
} from '../src/store.js'

const announced = (jobId: string) =>
  announceCommand({
    jobId,
    queueName: 'q',
    enqueueTime: '2026-11-22T01:35:00.675+00:00',
    text: `{"attempt_token":"","enqueue_time":"2026-11-22T01:35:00.675+00:00","status":"queued","retry_count":0,"job_id":"${jobId}"}`,
    ttlMs: 60_000,
  })

const tooLarge = () =>
  refused({ database: 'Test', address: 'test' }, { reason: 'too large', cause: undefined })

/** Keeps ids, and refuses `large`: one call that has anything else to do does that, and leaves it out. */
function tableThatRefuses(): GuardedTable & { readonly ids: Set<string> } {
  const ids = new Set<string>()
  const insert = (jobIds: readonly string[]): Promise<readonly string[]> => {
    const written = jobIds.filter((jobId) => jobId !== 'large' && !ids.has(jobId))
    if (written.length === 0 && jobIds.includes('large')) return Promise.reject(tooLarge())
    for (const jobId of written) ids.add(jobId)
    return Promise.resolve(written)
  }
  return {
    ids,
    writeAtOnce: (rows) => insert(rows.map(({ jobId }) => jobId)),
    find: (jobIds) =>
      Promise.resolve(
        jobIds
          .filter((jobId) => ids.has(jobId))
          .map((jobId) => ({
            jobId,
            version: 1,
            isOutrun: false,
            state: {
              ...{ status: 'queued', token: undefined, enqueueTime: undefined, retryCount: 0 },
              ...{ claim: undefined, duplicateRuns: undefined, duplicateDeliveries: undefined },
            } as const,
          })),
      ),
    apply: (operations: readonly RowOperation[]) => insert(operations.map(({ jobId }) => jobId)),
  }
}

describe('JobWriter', () => {
  it('answers what it has written once, when another job of the same call is refused later', async () => {
    const table = tableThatRefuses()
    const outcomes = await new JobWriter(table).write(['first', 'large', 'last'].map(announced))
    expect(outcomes).toEqual(['created', expect.any(ResultStoreError), 'created'])
    expect([...table.ids]).toEqual(['first', 'last'])
  })
})
