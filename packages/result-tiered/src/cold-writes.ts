import {
  encodeTransition,
  type JobTransition,
  type ResultStore,
  ResultStoreError,
  type TransitionOutcome,
} from '@arq/core'

export type Outcome = TransitionOutcome | ResultStoreError

/** As `ResultStore.transitionMany`, also of a store that has none: writes of one job follow each other there, too. */
export async function writeMany(
  store: ResultStore,
  changes: readonly JobTransition[],
): Promise<readonly Outcome[]> {
  if (changes.length === 0) return []
  if (store.transitionMany) return store.transitionMany(changes.map(encodeTransition))
  const lastOf = new Map<string, Promise<Outcome>>()
  return Promise.all(
    changes.map((change) => {
      const { jobId } = change.record
      const answer = writeAfter(lastOf.get(jobId), () => writeOne(store, change))
      lastOf.set(jobId, answer)
      return answer
    }),
  )
}

async function writeAfter(
  before: Promise<Outcome> | undefined,
  write: () => Promise<Outcome>,
): Promise<Outcome> {
  await before
  return write()
}

async function writeOne(store: ResultStore, change: JobTransition): Promise<Outcome> {
  try {
    return await store.transition(change)
  } catch (error) {
    // One that is refused by itself stops no other one.
    if (error instanceof ResultStoreError && !error.retryable) return error
    throw error
  }
}
