import type { Clock, Health, Transport } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import type { Suspects } from '../crashes/suspects.js'
import type { QueueIntake } from '../intake/queue-intake.js'
import type { QueuePauses } from '../intake/queue-pauses.js'
import type { Slots } from '../intake/slots.js'
import type { WaitingJobs } from '../intake/waiting-jobs.js'
import type { WorkerCounts } from '../reports/worker-counts.js'
import type { Attempt } from '../run/attempt.js'
import type { RunningAttempts } from '../run/running-attempts.js'
import type { WorkerQueue } from '../settings/worker-queues.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import type { ControlEvent } from './control-event.js'
import { LoopLag } from './loop-lag.js'
import { QueueSwitch } from './queue-switch.js'
import { SelfReport } from './self-report.js'
import { WorkerControl } from './worker-control.js'

export interface ControlParts {
  readonly workerId: string
  readonly workerName: string
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  readonly queues: readonly WorkerQueue[]
  /** In the order of {@link queues}. */
  readonly intakes: readonly QueueIntake[]
  readonly pauses: QueuePauses
  readonly slots: Slots<Attempt>
  readonly slotCount: number
  readonly waiting: WaitingJobs
  readonly running: RunningAttempts
  readonly suspects: Suspects
  readonly work: WorkInHand
  readonly health: () => Health
  readonly counts: Readonly<WorkerCounts>
  readonly fillSlots: () => void
  readonly emit: (event: ControlEvent) => void
  readonly onEnd: () => void
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** The live control of a worker, and what it tells of itself. Its watch of the event loop runs until the worker has stopped. */
export function assembleControl(parts: ControlParts): {
  control: WorkerControl
  report: SelfReport
  lag: LoopLag
} {
  const { queues, intakes } = parts
  const lag = new LoopLag()
  const report = new SelfReport({ ...parts, lag })
  const switches = new Map(
    intakes.flatMap((intake, index) => {
      const queueName = queues[index]?.name
      return queueName === undefined
        ? []
        : [[queueName, new QueueSwitch({ ...parts, queueName, intake })] as const]
    }),
  )
  return { control: new WorkerControl({ ...parts, switches, report }), report, lag }
}
