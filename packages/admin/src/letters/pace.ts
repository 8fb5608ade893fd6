import { pause } from '@arq/core/internal'

/**
 * What waits so that no more than so many come through a second.
 * @param rate above 0
 * @param signal ends the wait when it aborts: whoever waited looks at it
 */
export function createPace(rate: number, signal?: AbortSignal): () => Promise<void> {
  let nextMs = 0
  return async () => {
    const nowMs = performance.now()
    const waitMs = nextMs - nowMs
    nextMs = Math.max(nextMs, nowMs) + 1000 / rate
    if (waitMs > 0) await pause(waitMs, { signal })
  }
}
