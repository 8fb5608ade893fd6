import type { Health } from '@arq/core'

import type { Worker } from '../../src/index.js'

/** Resolves when the health of a worker is as wanted. All that changes it is an event, but for the store's return. */
export function untilHealth(
  worker: Pick<Worker<object>, 'on' | 'health'>,
  isWanted: (health: Health) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isWanted(worker.health)) return
      stop()
      resolve()
    }
    const stop = worker.on(look)
    look()
  })
}
