import type { BroadcastSignal, Clock, Delivery, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { abortControllerForMany, CRASHES_HEADER, type TextLogger } from '@arq/core/internal'

import type { QueuePauses } from '../intake/queue-pauses.js'
import type { Slots } from '../intake/slots.js'
import type { ResultWriter } from '../records/result-writer.js'
import type { Attempt } from '../run/attempt.js'
import type { WorkerQueue } from '../settings/worker-queues.js'
import type { EndedHere } from '../settle/ended-here.js'
import type { Settler } from '../settle/settler.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'
import { AgainConsumers } from './again-consumers.js'
import { AloneSessions } from './alone-sessions.js'
import { ConnectionTrouble } from './connection-trouble.js'
import { thisProcess } from './holder.js'
import { LastChances } from './last-chance.js'
import { Liveness } from './liveness.js'
import { nextStep, type Step } from './next-step.js'
import { SuspectDelivery } from './suspect-delivery.js'
import { crashesOf, SuspectMoves } from './suspect-moves.js'
import { SuspectSearch } from './suspect-search.js'

/** The kind of the signal that tells all workers to look after suspects. */
const SIGNAL = 'suspects'

interface SuspectsParts {
  readonly workerId: string
  readonly transport: Transport
  readonly queues: readonly WorkerQueue[]
  readonly pauses: QueuePauses
  /** Crashes of its own after which a job is parked; 0: never. */
  readonly mostCrashes: number
  /** How long a job may stay unsettled once it was started. */
  readonly neededMs: number
  readonly slots: Slots<Attempt>
  readonly settler: Settler
  readonly results: ResultWriter
  readonly work: WorkInHand
  readonly ended: EndedHere
  readonly clock: Clock
  readonly logger: TextLogger
}

/** What is to become of a job that has a slot. */
export type Screened =
  | { readonly kind: 'run' }
  /** It is settled: a copy of it stands for it, or it comes again. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'park'; readonly crashes: number }

/** How deliveries are taken, and how waiting jobs get the slots that are free again. */
interface Intake {
  readonly accept: (delivery: Delivery) => void
  readonly fillSlots: () => void
}

/**
 * Finds the job that kills its workers, without a mark on jobs that nobody suspects: see ADR 14. A job that came back is
 * moved to `arq.again.<queue>` when its turn comes, with a count; there, a return means that a worker died while it ran.
 * Before its last chance it is moved to `arq.alone.<queue>`, and runs in a worker that runs nothing else.
 */
export class Suspects {
  readonly #parts: SuspectsParts
  readonly #trouble: ConnectionTrouble
  readonly #closing = abortControllerForMany()
  readonly #moves: SuspectMoves
  readonly #liveness: Liveness
  readonly #again: AgainConsumers
  readonly #alone: AloneSessions
  readonly #search: SuspectSearch
  readonly #chances: LastChances
  #intake: Intake = { accept: () => undefined, fillSlots: () => undefined }

  constructor(parts: SuspectsParts) {
    this.#parts = parts
    const { signal } = this.#closing
    const self = thisProcess(parts.workerId)
    const accept = (delivery: Delivery): void => this.#intake.accept(delivery)
    const fillSlots = (): void => this.#intake.fillSlots()
    const moves = new SuspectMoves(parts)
    const liveness = new Liveness({ ...parts, self })
    const handBack = (suspect: SuspectDelivery): void => moves.handBack(suspect)
    const again = new AgainConsumers({ ...parts, accept, handBack, signal })
    this.#trouble = new ConnectionTrouble(parts.transport, parts.clock)
    this.#moves = moves
    this.#chances = new LastChances({ results: parts.results, moves })
    this.#liveness = liveness
    this.#again = again
    this.#alone = new AloneSessions({
      ...parts,
      ...{ self, liveness, moves, again, accept, fillSlots, signal },
    })
    this.#search = new SuspectSearch({
      ...parts,
      onAgain: (queueName) => this.#again.consume(queueName),
      onAlone: (queueName) => this.#alone.want(queueName),
      signal,
    })
  }

  /** Whether a delivery has to be screened before its job starts: all but those that nobody had before. */
  concerns({ redelivered, headers }: Delivery): boolean {
    return this.#isOn && (redelivered || headers[CRASHES_HEADER] !== undefined)
  }

  /** Begins to look for what workers have left that died. */
  open(intake: Intake): void {
    this.#intake = intake
    if (this.#isOn) for (const { name } of this.#parts.queues) void this.#search.lookFirst(name)
  }

  /** What another worker says: that there are suspects, or something about who lives. */
  heard(signal: BroadcastSignal): void {
    this.#liveness.heard(signal)
    const { kind, queueName, place } = signal
    if (kind !== SIGNAL || !this.#isOn || this.#closing.signal.aborted) return
    const queue = this.#parts.queues.find(({ name }) => name === queueName)
    if (!queue) return
    if (place === 'alone') this.#search.watch(queue.name)
    else this.#again.consume(queue.name)
  }

  /** Decides about a job that has a slot, and moves it where its next start is a mark. Never rejects. */
  async screen(attempt: Attempt): Promise<Screened> {
    const { delivery } = attempt
    const step = this.#stepOf(attempt)
    if (step.kind === 'move') return this.#move(delivery, step)
    if (step.kind === 'park') return step
    await this.#moves.settled()
    return step
  }

  /** A job that is to be parked, unless its last worker died before it had begun. @returns whether it runs once more */
  async spare(attempt: Attempt): Promise<boolean> {
    const isSpared = await this.#chances.give(attempt)
    if (isSpared) this.#alone.want(attempt.delivery.queueName)
    return isSpared
  }

  /** Takes no more suspects of this queue. Those that wait are for the caller to hand back. */
  async pause(queueName: string): Promise<void> {
    this.#alone.pause(queueName)
    await this.#again.close(queueName)
  }

  /** To be called when queues are no longer paused. */
  resume(): void {
    this.#again.resume()
    this.#alone.resume()
  }

  /** Takes no more. What runs alone goes on, as all that runs. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#trouble.close()
    await this.#again.close()
  }

  /** Resolves when no job runs alone. */
  async idle(): Promise<void> {
    await this.#alone.idle()
  }

  get #isOn(): boolean {
    return this.#parts.mostCrashes > 0
  }

  #stepOf(attempt: Attempt): Step {
    const { ended, mostCrashes } = this.#parts
    const { delivery } = attempt
    // Only its acknowledgement was lost: whoever starts it finds that out.
    if (ended.has(attempt)) return { kind: 'run' }
    const isSuspect = delivery instanceof SuspectDelivery
    const suspicion = {
      place: isSuspect ? delivery.place : 'queue',
      cameBack: isSuspect ? delivery.cameBack : delivery.redelivered,
      crashes: crashesOf(delivery),
      hadTrouble: this.#trouble.isRecent,
    } as const
    return nextStep(suspicion, mostCrashes)
  }

  async #move(
    delivery: Delivery,
    { to, crashes }: Extract<Step, { kind: 'move' }>,
  ): Promise<Screened> {
    const { work, logger } = this.#parts
    const { queueName, correlationId: jobId } = delivery
    const moved = await this.#moves.move(delivery, { queueName, place: to }, { crashes })
    if (moved === 'refused') return { kind: 'run' }
    if (to === 'alone') {
      logger.warn(texts.runsAlone({ crashes }), { jobId })
      work.track(this.#tell(queueName, to), delivery)
      this.#alone.want(queueName)
      this.#search.watch(queueName)
    } else if (!this.#again.knows(queueName)) {
      work.track(this.#tell(queueName, to), delivery)
      this.#again.consume(queueName)
    }
    return { kind: 'gone' }
  }

  /** All workers of the queue, so that no suspect waits for this one. */
  async #tell(queueName: string, place: 'again' | 'alone'): Promise<void> {
    const { transport, logger } = this.#parts
    if (!transport.capabilities.broadcast) return
    try {
      await transport.broadcast({ kind: SIGNAL, queueName, place })
    } catch (error) {
      logger.debug(errorText(error))
    }
  }
}
