import {
  type AnyTask,
  type Clock,
  type Delivery,
  errorText,
  isFinal,
  type OutgoingMessage,
} from '@arq/core'
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
  PUT_OFF_HEADER,
  putOffUntilOf,
  randomUuid,
  rateRuleOf,
  shareOfKey,
  type StepAnswer,
  type TaskLimits,
  type TextLogger,
  ticketOf,
  UNCONTESTED_HEADER,
} from '@arq/core/internal'

import { SuspectDelivery } from '../crashes/suspect-delivery.js'
import { crashesOf } from '../crashes/suspect-moves.js'
import type { StoreAnswer, StoreCalls } from '../records/store-calls.js'
import type { Attempt } from '../run/attempt.js'
import { HeldPlace, type HeldPlaceParts, type PlaceKeeper } from '../run/held-place.js'
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
  readonly limits: readonly WatchedLimit[]
}

export interface WatchedLimit {
  readonly name: string
  /** Its keys share a total. */
  readonly isShared: boolean
}

/**
 * What is to become of a delivery whose task has keys.
 * - `run`: it has a place, or is a leftover that finds out by itself.
 * - `waits`: its message is in the line of its key, and the delivery of no more use.
 * - `later`: it is a copy of a message whose job runs, and what is to become of it shows when that has ended; or it has a
 *   place, and waits for a start under the rate of its key.
 * - `handBack`: the worker ends, or the delivery is gone.
 */
export type Entered =
  | { readonly kind: 'run' | 'waits' | 'handBack' }
  | {
      readonly kind: 'later'
      readonly dueAtMs: number
      readonly headers?: Readonly<Record<string, unknown>>
    }
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
    let share: ReturnType<typeof shareOfKey>
    try {
      name = task && keyOfJob(task, message)
      share = task && name && shareOfKey(task, name.key)
    } catch (error) {
      return { kind: 'refuse', error }
    }
    if (!name || !task) return RUN
    const limits = limitsOf(task)
    const jobId = placeIdOf(attempt)
    const { jobTry, enqueueTime } = message
    const { turn } = ticketOf(delivery.headers)
    const job = { jobId, enqueueTime, jobTry, turn }
    const token = randomUuid()
    const cameBack = mayHaveBegun(delivery)
    const { messageId = token } = delivery
    const isSuspect = delivery instanceof SuspectDelivery
    const putOffUntilMs = putOffUntilOf(delivery.headers)
    const seen = { cameBack, isSuspect, putOffUntilMs }
    const step = { kind: 'enter', messageId, ...job, token, ...seen, ...limits, share } as const
    const waiting = { messageId, jobId, marksReturns: task.rate !== undefined }
    const kept = () => keepMessage(waitingMessage(delivery, waiting), job)
    const isPointless = (): boolean => this.#closing.signal.aborted || delivery.isStale
    const answer = await this.#insist(isPointless, () => this.#take(name, step, kept))
    if (!answer) return { kind: 'handBack' }
    const { isStrict } = limits
    const place = { name, jobId, token, isStrict, rate: limits.rate?.budget && limits.rate }
    switch (answer.answer) {
      case 'waits':
      case 'void':
        return { kind: 'waits' }
      case 'busy':
        return { kind: 'later', dueAtMs: this.#parts.clock.now() + COPY_PAUSE_MS }
      case 'early':
        return this.#putOff(delivery, answer)
      case 'has':
        attempt.place = this.#hold(place)
        return RUN
      case 'starts':
        attempt.place = this.#hold({
          ...place,
          mustTellBegin: true,
          endsAtBegin: limits.limit === undefined,
        })
        return RUN
      case 'free':
        attempt.place = new HeldPlace({ ...place, isFree: true }, this)
        return RUN
      case 'leftover':
      case 'lost':
      case 'done':
        return RUN
    }
  }

  #hold(parts: HeldPlaceParts): HeldPlace {
    const place = new HeldPlace(parts, this)
    this.#held.add(place)
    this.#renewLater()
    return place
  }

  #putOff(delivery: Delivery, { putOff }: LedgerAnswer): Entered {
    const { inMs = COPY_PAUSE_MS, dueAtMs } = putOff ?? {}
    const headers = {
      [PUT_OFF_HEADER]: String(dueAtMs ?? ''),
      // It comes as a message that nobody had before.
      ...(delivery.redelivered && { [CRASHES_HEADER]: crashesAfter(delivery) }),
    }
    return { kind: 'later', dueAtMs: this.#parts.clock.now() + inMs, headers }
  }

  async begin(place: HeldPlace, step: LineStep): Promise<void> {
    await this.settle(place, step)
  }

  settle({ name }: HeldPlace, step: LineStep): Promise<void> {
    return this.charge(name, step)
  }

  async charge(name: KeyName, step: LineStep): Promise<void> {
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

  untilMoment(atMs: number): number {
    return atMs - this.#parts.clock.now()
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
      for (const { name, isShared } of limits) {
        // What lies where the task has put its jobs once, before it had a total or when it had one, goes back to the queue.
        const [step, poolStep] = isShared ? [RELEASE, TEND] : [TEND, RELEASE]
        for await (const key of ledger.keys(name)) {
          if (this.#closing.signal.aborted) return
          const { look } = await ledger.take(key, step)
          await this.#freeEnded(key, look)
        }
        for (const limit of await ledger.pools(name)) {
          const { look } = await ledger.tendPool(limit, poolStep)
          await this.#freeEnded({ limit, key: '', isShared: true }, look)
        }
      }
    } catch (error) {
      logger.debug(errorText(error))
    }
  }

  /** Places whose holders died after the end of their job was recorded, and before they were free. */
  async #freeEnded(name: KeyName, { silent }: LedgerAnswer['look']): Promise<void> {
    for (const { jobId, enqueueTime, key = name.key } of silent) {
      const answer = await this.#parts.calls.ask(jobId, (store) => store.get(jobId))
      const record = answer.kind === 'answered' ? answer.value : undefined
      if (!record || !isFinal(record.status) || record.enqueueTime !== enqueueTime) continue
      await this.#parts.ledger.take({ ...name, key }, { kind: 'ended', jobId, enqueueTime })
    }
  }
}

const RUN: Entered = { kind: 'run' }
const TEND = { kind: 'tend' } as const
const RELEASE = { kind: 'release' } as const

/** Whether somebody had the message, or the one that it is a copy of, and did not settle it. */
const mayHaveBegun = ({ redelivered, mayHaveRun, headers }: Delivery): boolean =>
  redelivered || mayHaveRun === true || headers[CRASHES_HEADER] !== undefined

function placeIdOf({ delivery, message }: Attempt): string {
  const given = delivery.headers[PLACE_ID_HEADER]
  return typeof given === 'string' ? given : message.jobId
}

/** The limits of a task as lines keep them. */
function limitsOf({ concurrency, rate }: AnyTask): TaskLimits {
  const { limit, total, strictOrder: isStrict = false } = concurrency ?? {}
  // With a total, absent means as many as that lets.
  const most = total === undefined ? limit : (limit ?? Infinity)
  return { limit: most, isStrict, rate: rate && rateRuleOf(rate) }
}

/** The crashes that are counted of a delivery that came back: where it comes next, nobody sees any more that it did. */
const crashesAfter = (delivery: Delivery): number => Math.max(crashesOf(delivery), 1)

interface Waiting {
  readonly messageId: string
  readonly jobId: string
  /** Its job may have begun before, and have no place all the same. */
  readonly marksReturns: boolean
}

/** The message of a delivery, for the line of its key. It keeps its id: a worker that has ended the job knows it by that. */
function waitingMessage(
  delivery: Delivery,
  { messageId, jobId, marksReturns }: Waiting,
): OutgoingMessage {
  const { queueName, body, contentType, contentEncoding, priority, replyTo } = delivery
  const { correlationId } = delivery
  const headers: Record<string, unknown> = { ...delivery.headers }
  // There may be two from now on: in the line, and here until it is acknowledged.
  Reflect.deleteProperty(headers, UNCONTESTED_HEADER)
  Reflect.deleteProperty(headers, PUT_OFF_HEADER)
  if (correlationId !== jobId) headers[PLACE_ID_HEADER] = jobId
  if (marksReturns && delivery.redelivered) headers[CRASHES_HEADER] = crashesAfter(delivery)
  return {
    ...{ queueName, kind: 'job', body, headers, messageId, contentType, contentEncoding },
    ...{ priority, replyTo, correlationId },
  }
}
