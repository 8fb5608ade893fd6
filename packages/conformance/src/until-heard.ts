import type { ResultStore } from '@arq/core'

import { sampleRecord } from './result-store/sample-record.js'
import { until } from './waiting.js'

const TTL_MS = 60_000
/** Longer than any server takes to come back, beside other work. */
const WITHIN_MS = 120_000

/**
 * Changes jobs until a listener is told of one: while a store comes back to its server notices may be lost, and nobody
 * says when it listens again.
 * @param heard ids of the jobs that the listener was told of
 * @throws AssertionError when it has not been told of any within two minutes
 */
export async function untilHeard(
  store: Pick<ResultStore, 'create'>,
  heard: ReadonlySet<string>,
): Promise<void> {
  const changed: string[] = []
  await until(WITHIN_MS, 'a notice of a change', async () => {
    if (changed.some((jobId) => heard.has(jobId))) return true
    const record = sampleRecord()
    changed.push(record.jobId)
    await store.create(record, { ttlMs: TTL_MS }).catch(() => undefined)
    return false
  })
}
