import type { Clock, Health, Transport } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import type { Suspects } from '../crashes/suspects.js'
import type { QueueIntake } from '../intake/queue-intake.js'
import type { QueuePauses } from '../intake/queue-pauses.js'
import type { Slots } from '../intake/slots.js'
import type { WaitingJobs } from '../intake/waiting-jobs.js'
import type { RawIntake } from '../raw/raw-intake.js'
import type { WorkerCounts } from '../reports/worker-counts.js'
import type { Attempt } from '../run/attempt.js'
import type { RunningAttempts } from '../run/running-attempts.js'
import type { WorkerQueue } from '../settings/worker-queues.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import type { ControlEvent } from './control-event.js'
import { LoopLag } from './loop-lag.js'
import { QueueSwitch, type SwitchedIntake } from './queue-switch.js'
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
  /** Of queues of others. */
  readonly raw: readonly RawIntake[]
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
  const { queues, intakes, raw } = parts
  const lag = new LoopLag()
  const report = new SelfReport({ ...parts, lag })
  const switched = [
    ...intakes.flatMap((intake, index): (readonly [string, SwitchedIntake])[] => {
      const queueName = queues[index]?.name
      return queueName === undefined ? [] : [[queueName, intakeOfJobs(parts, queueName, intake)]]
    }),
    ...raw.map((intake) => [intake.queueName, intake] as const),
  ]
  const switches = new Map(
    switched.map(([queueName, intake]) => [
      queueName,
      new QueueSwitch({ ...parts, queueName, intake }),
    ]),
  )
  const queueNames = [...switches.keys()]
  return { control: new WorkerControl({ ...parts, queueNames, switches, report }), report, lag }
}

/** With what a queue of jobs has beside its consumer: suspects, and jobs that wait for a slot. */
const intakeOfJobs = (
  { suspects, waiting, fillSlots }: ControlParts,
  queueName: string,
  intake: QueueIntake,
): SwitchedIntake => ({
  pause: async () => {
    await Promise.all([intake.pause(), suspects.pause(queueName)])
  },
  handBack: () => waiting.handBackAll(queueName),
  resume: async () => {
    await intake.resume()
    suspects.resume()
    fillSlots()
  },
})
