import type { Clock, Transport } from '@arq/core'

import { listenToSignals } from './broadcast-signals.js'
import type { Openings } from './openings.js'
import type { StopRequest } from './stop-request.js'
import { untilReached } from './until-reached.js'
import type { WorkerMachinery } from './worker-machinery.js'

interface OpeningParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly stop: StopRequest
  readonly openings: Openings
}

/** Begins to take jobs from each queue, and to hear what is said to all workers. A stop ends it between two of them. */
export async function openIntakes(
  machinery: WorkerMachinery,
  { transport, clock, stop, openings }: OpeningParts,
): Promise<void> {
  const waiting = { clock, signal: stop.signal }
  const listen = () => listenToSignals(machinery, transport)
  if (!stop.isMade) await openings.open(untilReached(listen, waiting))
  machinery.parkedWatch?.start()
  machinery.keys?.open()
  const { suspects, processor } = machinery
  const intake = {
    accept: processor.accept.bind(processor),
    fillSlots: processor.fillSlots.bind(processor),
  }
  if (!stop.isMade) suspects.open(intake)
  for (const intake of [...machinery.intakes, ...machinery.raw]) {
    if (!stop.isMade) await stop.or(untilReached(() => intake.open(), waiting))
  }
}
