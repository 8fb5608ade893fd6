import { type Clock, type Delivery, errorText, isFinal, type OutgoingMessage } from '@arq/core'
import {
  abortControllerForMany,
  CRASHES_HEADER,
  GrowingPause,
  keepMessage,
  type KeyLedger,
  type KeyName,
  keyOfJob,
  type LedgerAnswer,
  type LineStep,
  pause,
  randomUuid,
  type StepAnswer,
  type TextLogger,
  ticketOf,
  UNCONTESTED_HEADER,
} from '@arq/core/internal'

import type { StoreAnswer, StoreCalls } from '../records/store-calls.js'
import type { Attempt } from '../run/attempt.js'
import { HeldPlace, type PlaceKeeper } from '../run/held-place.js'
import { texts } from '../texts.js'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000
/** Between two looks of a copy. There are copies only where somebody has died, or was cut off. */
const COPY_PAUSE_MS = 5000
/** A lease is renewed so often before it ends. */
const RENEWALS = 3

/**
 * The id that a place belongs to, on the message of a job that has waited in a line and whose sender has given it no id:
 * it gets another one whenever it is read.
 */
const PLACE_ID_HEADER = 'x-arq-place-id'

interface KeyPlacesParts {
  readonly ledger: KeyLedger
  readonly calls: StoreCalls
  readonly clock: Clock
  readonly logger: TextLogger
  readonly leaseMs: number
  /** The names of the limits that this worker's tasks have. */
  readonly limits: readonly string[]
}

/**
 * What is to become of a delivery whose task has keys.
 * - `run`: it has a place, or is a leftover that finds out by itself.
 * - `waits`: its message is in the line of its key, and the delivery of no more use.
 * - `later`: it is a copy of a message whose job runs; what is to become of it shows when that has ended.
 * - `handBack`: the worker ends, or the delivery is gone.
 */
export type Entered =
  | { readonly kind: 'run' | 'waits' | 'handBack' }
  | { readonly kind: 'later'; readonly dueAtMs: number }
  | { readonly kind: 'refuse'; readonly error: unknown }

/** The places that jobs of this worker hold, and the lines that it looks after: see ADR 34. */
export class KeyPlaces implements PlaceKeeper {
  readonly #parts: KeyPlacesParts
  readonly #closing = abortControllerForMany()
  readonly #held = new Set<HeldPlace>()
  #isRenewing = false

  constructor(parts: KeyPlacesParts) {
    this.#parts = parts
  }

  /** Begins to look after lines whose workers have died. */
  open(): void {
    void this.#sweepAgain()
  }

  /** Jobs get no more places here. */
  quiet(): void {
    this.#closing.abort()
  }

  /** Asks for a place, while the store is away again and again. Never rejects. */
  async enter(attempt: Attempt): Promise<Entered> {
    const { message, delivery, task } = attempt
    let name: KeyName | undefined
    try {
      name = task && keyOfJob(task, message)
    } catch (error) {
      return { kind: 'refuse', error }
    }
    if (!name || !task?.concurrency) return RUN
    const { limit, strictOrder: isStrict = false } = task.concurrency
    const jobId = placeIdOf(attempt)
    const { jobTry, enqueueTime } = message
    const { turn } = ticketOf(delivery.headers)
    const job = { jobId, enqueueTime, jobTry, turn }
    const token = randomUuid()
    const cameBack = mayHaveBegun(delivery)
    const { messageId = token } = delivery
    const step = { kind: 'enter', messageId, ...job, token, cameBack, limit, isStrict } as const
    const kept = () => keepMessage(waitingMessage(delivery, messageId, jobId), job)
    const isPointless = (): boolean => this.#closing.signal.aborted || delivery.isStale
    const answer = await this.#insist(isPointless, () => this.#take(name, step, kept))
    if (!answer) return { kind: 'handBack' }
    if (answer.answer === 'waits') return { kind: 'waits' }
    if (answer.answer === 'busy') {
      return { kind: 'later', dueAtMs: this.#parts.clock.now() + COPY_PAUSE_MS }
    }
    if (answer.answer === 'has') {
      attempt.place = new HeldPlace({ name, jobId, token, isStrict }, this)
      this.#held.add(attempt.place)
      this.#renewLater()
    }
    return RUN
  }

  async settle({ name }: HeldPlace, step: LineStep): Promise<void> {
    const answer = await this.#take(name, step)
    // Others could wait for the place for an hour.
    if (answer.kind === 'answered') await answer.value.published
    else
      void this.#insist(
        () => this.#closing.signal.aborted,
        () => this.#take(name, step),
      )
  }

  async goesOn(jobId: string): Promise<boolean> {
    const answer = await this.#parts.calls.ask(jobId, (store) => store.getStatus(jobId))
    const status = answer.kind === 'answered' ? answer.value : undefined
    return status !== undefined && !isFinal(status)
  }

  async renew({ name, jobId }: HeldPlace, step: LineStep): Promise<StepAnswer | undefined> {
    const answer = await this.#take(name, step)
    if (answer.kind !== 'answered') return undefined
    if (answer.value.answer === 'lost') {
      this.#parts.logger.warn(texts.placeLost({ limit: name.limit, key: name.key }), { jobId })
    }
    return answer.value.answer
  }

  forget(place: HeldPlace): void {
    this.#held.delete(place)
  }

  #take(
    name: KeyName,
    step: LineStep,
    kept?: () => ReturnType<typeof keepMessage>,
  ): Promise<StoreAnswer<LedgerAnswer>> {
    const { calls, ledger } = this.#parts
    const jobId = 'jobId' in step ? step.jobId : name.key
    return calls.ask(jobId, () => ledger.take(name, step, kept))
  }

  async #insist<T>(
    isPointless: () => boolean,
    ask: () => Promise<StoreAnswer<T>>,
  ): Promise<T | undefined> {
    const { clock } = this.#parts
    const { signal } = this.#closing
    const timing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    for (;;) {
      const answer = await ask()
      if (answer.kind === 'answered') return answer.value
      await pauses.wait()
      if (isPointless()) return undefined
    }
  }

  /** While jobs hold places, and only then. Goes on while the worker ends: they run until they are done. */
  #renewLater(): void {
    if (this.#isRenewing) return
    this.#isRenewing = true
    this.#parts.clock.setTimer(this.#parts.leaseMs / RENEWALS, () => {
      this.#isRenewing = false
      const held = [...this.#held]
      if (held.length > 0) this.#renewLater()
      for (const place of held) void this.#renewOne(place)
    })
  }

  async #renewOne(place: HeldPlace): Promise<void> {
    if ((await place.renew()) === 'lost') this.#held.delete(place)
  }

  async #sweepAgain(): Promise<void> {
    const { clock, leaseMs } = this.#parts
    const { signal } = this.#closing
    for (;;) {
      await pause(leaseMs, { clock, signal })
      if (signal.aborted) return
      await this.#sweep()
    }
  }

  /** Looks at each line whether something is due that nobody else has done. */
  async #sweep(): Promise<void> {
    const { ledger, limits, calls, logger } = this.#parts
    if (calls.isAway) return
    try {
      for (const limit of limits) {
        for await (const name of ledger.keys(limit)) {
          if (this.#closing.signal.aborted) return
          await ledger.take(name, { kind: 'tend' })
        }
      }
    } catch (error) {
      logger.debug(errorText(error))
    }
  }
}

const RUN: Entered = { kind: 'run' }

/** Whether somebody had the message, or the one that it is a copy of, and did not settle it. */
const mayHaveBegun = ({ redelivered, mayHaveRun, headers }: Delivery): boolean =>
  redelivered || mayHaveRun === true || headers[CRASHES_HEADER] !== undefined

function placeIdOf({ delivery, message }: Attempt): string {
  const given = delivery.headers[PLACE_ID_HEADER]
  return typeof given === 'string' ? given : message.jobId
}

/** The message of a delivery, for the line of its key. It keeps its id: a worker that has ended the job knows it by that. */
function waitingMessage(delivery: Delivery, messageId: string, jobId: string): OutgoingMessage {
  const { queueName, body, contentType, contentEncoding, priority, replyTo } = delivery
  const { correlationId } = delivery
  const headers: Record<string, unknown> = { ...delivery.headers }
  // There may be two from now on: in the line, and here until it is acknowledged.
  Reflect.deleteProperty(headers, UNCONTESTED_HEADER)
  if (correlationId !== jobId) headers[PLACE_ID_HEADER] = jobId
  return {
    ...{ queueName, kind: 'job', body, headers, messageId, contentType, contentEncoding },
    ...{ priority, replyTo, correlationId },
  }
}
