import type { ResultStore } from '@arq/core'

/** Of no job: what the store says of it does not matter, only that it answers. */
const NO_JOB = 'arq-reach-store'

/**
 * Connects to a store, and asks it something: `connect()` of one whose jobs go on without it succeeds while it is away.
 * @throws ResultStoreError when it does not answer, or refuses
 */
export async function reachStore(store: ResultStore): Promise<void> {
  await store.connect()
  await store.getStatus(NO_JOB)
}
