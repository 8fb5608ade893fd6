import { jobsOf, type ReadyJob, sendBatch } from './enqueue-batch.js'
import { EnqueueJobsError, type EnqueueResult, isFailed } from './enqueue-jobs-error.js'
import type { Job } from './job-handle.js'

/**
 * Sends what a source gives, part by part, and gives the jobs in the same order. Two parts are one window: while the
 * broker confirms one part, the next is taken and sent, so that the broker always has work. No further spec is taken
 * while a window is in hand; a part is in hand until its jobs have been taken.
 *
 * What a source gave before it failed, or before a part that does not pass its check, is sent; then that error is thrown.
 *
 * @param check throws when a spec cannot be sent; `firstIndex` is the place of the part's first spec in the whole
 * @throws EnqueueJobsError when some were not confirmed: of all jobs that were sent and not given yet
 */
export async function* enqueueStream<S>(
  specs: Iterable<S> | AsyncIterable<S>,
  windowSize: number,
  check: (part: readonly S[], firstIndex: number) => readonly ReadyJob[],
): AsyncGenerator<Job | null, void, undefined> {
  const partSize = Math.max(1, Math.floor(windowSize / 2))
  const mostParts = Math.min(2, windowSize)
  const underWay: Promise<readonly EnqueueResult[]>[] = []
  let part: S[] = []
  let sent = 0

  function send(): void {
    const full = part
    part = []
    underWay.push(sendBatch(check(full, sent)))
    sent += full.length
  }

  /** Gives the jobs of the oldest parts, until so many parts are left under way. */
  async function* give(partsLeft: number): AsyncGenerator<Job | null, void, undefined> {
    while (underWay.length > partsLeft) {
      const results = (await underWay.shift()) ?? []
      if (results.some(isFailed)) {
        const younger = await Promise.all(underWay.splice(0))
        throw new EnqueueJobsError([results, ...younger].flat())
      }
      yield* jobsOf(results)
    }
  }

  try {
    // Leaving the loop, by an error or because the consumer has had enough, also ends the source.
    for await (const spec of specs) {
      part.push(spec)
      if (part.length < partSize) continue
      send()
      yield* give(mostParts - 1)
    }
    if (part.length > 0) send()
    yield* give(0)
  } catch (error) {
    // Only a failing source leaves specs behind.
    if (part.length > 0) send()
    yield* give(0)
    throw error
  } finally {
    await Promise.all(underWay)
  }
}
