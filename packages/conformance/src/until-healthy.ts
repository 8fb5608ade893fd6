import type { ResultStore } from '@arq/core'

/** Asks until a store answers again; each ask is answered or fails, so this is no timed wait. */
export async function untilHealthy(store: Pick<ResultStore, 'healthCheck'>): Promise<void> {
  while (!(await store.healthCheck()).isHealthy) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
