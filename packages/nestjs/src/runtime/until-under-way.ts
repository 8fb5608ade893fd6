import type { Worker, WorkerEvent } from '@arq/worker'

/** After one of these the worker consumes, or tries by itself until it can. */
const UNDER_WAY: ReadonlySet<WorkerEvent['type']> = new Set([
  'workerStarted',
  'connectionLost',
  'queueNotConsuming',
  'storeAway',
])

/**
 * Resolves when a worker consumes, has ended, or waits for a broker or a store that is away: Nest hears no signal before
 * the application has started, so that nothing may hold this up.
 * @throws whatever `run` rejects with
 */
export async function untilUnderWay(worker: Worker, running: Promise<void>): Promise<void> {
  let stopListening = (): void => undefined
  const begun = new Promise<void>((resolve) => {
    stopListening = worker.on(({ type }) => {
      if (UNDER_WAY.has(type)) resolve()
    })
  })
  try {
    await Promise.race([begun, running])
  } finally {
    stopListening()
  }
}
