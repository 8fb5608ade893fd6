import { type BroadcastSignal, type Clock, errorText, type Transport } from '@arq/core'
import {
  type ControlRequest,
  controlRequestSchema,
  encodeControlAnswer,
  randomUuid,
  type TextLogger,
  within,
} from '@arq/core/internal'
import * as v from 'valibot'

import type { Suspects } from '../crashes/suspects.js'
import type { QueuePauses } from '../intake/queue-pauses.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'
import type { ControlEvent } from './control-event.js'
import type { QueueSwitch } from './queue-switch.js'
import type { SelfReport } from './self-report.js'

/** An answer leaves in time for whoever gathers them for 2 s, also while the broker is slow to stop a consumer. */
const ANSWER_WITHIN_MS = 1000

interface WorkerControlParts {
  readonly workerId: string
  readonly workerName: string
  /** All that it consumes. */
  readonly queueNames: readonly string[]
  readonly pauses: QueuePauses
  /** By the queue's name. */
  readonly switches: ReadonlyMap<string, QueueSwitch>
  readonly report: SelfReport
  readonly suspects: Suspects
  readonly work: WorkInHand
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  readonly emit: (event: ControlEvent) => void
  /** Ends the worker. */
  readonly onEnd: () => void
}

/** Does what people ask of running workers over the broker, and tells how the worker stands. */
export class WorkerControl {
  readonly #parts: WorkerControlParts
  /** Changes with each drain and resume: whoever waits for an end that is no longer wanted sees it. */
  #drain: symbol | undefined

  constructor(parts: WorkerControlParts) {
    this.#parts = parts
  }

  /** To be told of every signal. */
  heard(signal: BroadcastSignal): void {
    if (signal.kind !== 'control') return
    const request = v.safeParse(controlRequestSchema, signal)
    if (request.success) void this.#serve(request.output)
  }

  async #serve(request: ControlRequest): Promise<void> {
    const { clock, logger, report, transport } = this.#parts
    const isMeant = this.#isMeant(request)
    try {
      if (isMeant) await within(this.#obey(request), ANSWER_WITHIN_MS, clock)
      const worker = report.read(this.#drain !== undefined)
      await transport.publish({
        queueName: request.replyTo,
        kind: 'reply',
        body: encodeControlAnswer({ isMeant, worker }),
        headers: {},
        messageId: randomUuid(),
        correlationId: request.requestId,
        contentType: 'application/json',
      })
    } catch (error) {
      // Whoever asked has gone, or the broker is away.
      logger.debug(errorText(error))
    }
  }

  #isMeant({ worker, queueName }: ControlRequest): boolean {
    const { workerId, workerName, queueNames } = this.#parts
    const isWorker = worker === undefined || worker === workerId || worker === workerName
    return isWorker && (queueName === undefined || queueNames.includes(queueName))
  }

  async #obey({ verb, queueName, end }: ControlRequest): Promise<void> {
    switch (verb) {
      case 'ask':
        return
      case 'pause':
        await this.#pause(queueName)
        return
      case 'resume':
        this.#drain = undefined
        await this.#resume(queueName)
        return
      case 'drain':
        await this.#startDrain(queueName, end === true)
    }
  }

  async #pause(queueName: string | undefined): Promise<void> {
    const { pauses, emit, logger } = this.#parts
    const before = pauses.names
    const handedBefore = this.#handedBack
    pauses.set(queueName, true)
    const queueNames = pauses.names.filter((name) => !before.includes(name))
    if (queueNames.length === 0) return
    emit({ type: 'paused', queueNames })
    await this.#sync(queueNames)
    const count = this.#handedBack - handedBefore
    logger.info(texts.paused({ queues: queueNames.join(', '), count }))
  }

  async #resume(queueName: string | undefined): Promise<void> {
    const { pauses, emit, logger } = this.#parts
    const before = pauses.names
    pauses.set(queueName, false)
    const queueNames = before.filter((name) => !pauses.has(name))
    if (queueNames.length === 0) return
    emit({ type: 'resumed', queueNames })
    await this.#sync(queueNames)
    logger.info(texts.resumed({ queues: queueNames.join(', ') }))
  }

  /** Resolves when nothing new comes; what runs is waited for apart from that. */
  async #startDrain(queueName: string | undefined, ends: boolean): Promise<void> {
    const { queueNames: all, logger, report, emit } = this.#parts
    const queueNames = queueName === undefined ? all : [queueName]
    emit({ type: 'draining', queueNames, ends })
    const { running } = report.read(true)
    logger.info(texts.draining({ running }))
    const paused = this.#pause(queueName)
    if (queueName === undefined) {
      const drain = Symbol('drain')
      this.#drain = drain
      void paused.then(() => this.#finishDrain(drain, ends))
    }
    await paused
  }

  async #finishDrain(drain: symbol, ends: boolean): Promise<void> {
    const { work, suspects, emit, logger, onEnd } = this.#parts
    await Promise.all([work.idle(), suspects.idle()])
    if (this.#drain !== drain) return
    emit({ type: 'drained' })
    logger.info(texts.drained())
    if (ends) onEnd()
  }

  async #sync(queueNames: readonly string[]): Promise<void> {
    const switches = queueNames.flatMap((name) => this.#parts.switches.get(name) ?? [])
    await Promise.all(switches.map((one) => one.sync()))
  }

  get #handedBack(): number {
    return [...this.#parts.switches.values()].reduce((sum, { handedBack }) => sum + handedBack, 0)
  }
}
