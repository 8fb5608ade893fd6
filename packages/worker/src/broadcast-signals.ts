import type { Release, Transport } from '@arq/core'
import { decodeAbort } from '@arq/core/internal'

import type { WorkerMachinery } from './worker-machinery.js'

type Listening = Pick<WorkerMachinery, 'suspects' | 'control' | 'running' | 'waiting' | 'processor'>

/** Hears what is said to all workers at once, until it is released: aborts, suspects, and what people ask of workers. */
export async function listenToSignals(
  { suspects, control, running, waiting, processor }: Listening,
  transport: Transport,
): Promise<Release> {
  if (!transport.capabilities.broadcast) return () => Promise.resolve()
  return transport.onBroadcast((signal) => {
    suspects.heard(signal)
    control.heard(signal)
    const request = decodeAbort(signal)
    if (!request) return
    running.abort(request)
    for (const attempt of waiting.takeAborted(request)) processor.endAborted(attempt)
  })
}
