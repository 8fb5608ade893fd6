import { decodeTransition, type EncodedTransition } from '@arq/core'
import { atEndOfTurn, encodeTransitionWith } from '@arq/core/internal'

import { completedRecord, type RecordWriter } from '../records/job-records.js'
import type { EndAnswer, EndOfAttempt, ResultWriter } from '../records/result-writer.js'
import type { EndedRun } from '../reports/job-events.js'
import type { JobReport, Logging } from '../reports/job-report.js'
import { addressesOf, type Attempt } from '../run/attempt.js'
import { isUnique } from '../run/is-unique.js'
import { endOfAttempt } from './end-of-attempt.js'
import { endedAttempt } from './ended-here.js'
import type { Settler, ToAcknowledge } from './settler.js'
import type { WorkInHand } from './work-in-hand.js'

/** Ends in one round trip: more would hold up the store, which does nothing else meanwhile. */
const MOST_AT_ONCE = 100
/** Characters of records in one round trip; a single larger one goes alone. */
const MOST_CHARACTERS = 1024 * 1024

interface JointEndsParts {
  readonly results: ResultWriter
  readonly settler: Settler
  readonly report: JobReport
  readonly work: WorkInHand
  readonly writer: RecordWriter
}

/** A job that completed, as little of it as its wait for the store needs. */
class WaitingEnd implements ToAcknowledge {
  readonly change: EncodedTransition
  readonly receipt: ToAcknowledge['receipt']
  readonly messageId: string | undefined
  readonly attempt: ToAcknowledge['attempt']
  readonly removesWithinMs: EndOfAttempt['removesWithinMs']
  readonly startedMonotonicMs: number
  /** Absent where nobody reads of it. */
  readonly logging: Logging | undefined
  /** What events say of it; absent where nobody hears them. */
  readonly told: EndedRun | undefined

  constructor(
    attempt: Attempt,
    change: EncodedTransition,
    { receipt, removesWithinMs }: EndOfAttempt,
    logging: Logging | undefined,
    told: EndedRun | undefined,
  ) {
    this.change = change
    this.receipt = receipt
    this.messageId = attempt.delivery.messageId
    this.attempt = endedAttempt(attempt)
    this.removesWithinMs = removesWithinMs
    this.startedMonotonicMs = attempt.startedMonotonicMs
    this.logging = logging
    this.told = told
  }
}

interface Group {
  readonly ends: WaitingEnd[]
  characters: number
}

/**
 * Settles jobs that completed many at a time: what ends in one turn of the event loop costs the store one round trip.
 *
 * Nothing of a job but its text and its receipt outlives its run: no promise waits for each, and its record, context and
 * arguments are gone. A job that survives its run is what costs most, because the garbage collector copies it.
 */
export class JointEnds {
  readonly #parts: JointEndsParts
  /** What still gathers. */
  #group: Group | undefined

  constructor(parts: JointEndsParts) {
    this.#parts = parts
  }

  /** @returns whether it takes the job; otherwise the job is to be settled by itself */
  takes(attempt: Attempt, result: unknown, context: Logging): boolean {
    const { results } = this.#parts
    const isAlone = attempt.place !== undefined || isUnique(attempt)
    if (!results.takesMany || addressesOf(attempt).length > 0 || isAlone) return false
    const end = this.#waitingEnd(attempt, result, context)
    if (!end) return false
    this.#gather(end)
    return true
  }

  #waitingEnd(attempt: Attempt, result: unknown, context: Logging): WaitingEnd | undefined {
    const { writer, report } = this.#parts
    const author = writer.now()
    // Where they are copied, nobody looks at those of the record.
    const isCopied = attempt.sent?.isText === true && !attempt.seal && !attempt.isStored
    const given = isCopied ? attempt.message : undefined
    const record = completedRecord(attempt, author, result, given)
    const end = endOfAttempt(attempt, record, attempt.policy.resultTtl, author)
    const change = encoded(end, attempt)
    const logging = report.tellsOfCompleted ? context : undefined
    return change && new WaitingEnd(attempt, change, end, logging, report.toldOf(attempt))
  }

  #gather(end: WaitingEnd): void {
    let group = this.#group
    if (!group || isFull(group)) {
      group = { ends: [], characters: 0 }
      this.#group = group
      this.#parts.work.track(this.#settleSoon(group), end.receipt)
    }
    group.ends.push(end)
    group.characters += end.change.text.length
  }

  async #settleSoon(group: Group): Promise<void> {
    await endOfTurn()
    if (this.#group === group) this.#group = undefined
    const { ends } = group
    const answers = await this.#parts.results.endMany(ends.map(({ change }) => change))
    const alone: Promise<void>[] = []
    ends.forEach((end, index) => {
      const answer = answers[index]
      if (answer) this.#settle(end, answer)
      else alone.push(this.#settleAlone(end))
    })
    await Promise.all(alone)
  }

  /** The store has not answered: it is away, or refuses this one. */
  async #settleAlone(end: WaitingEnd): Promise<void> {
    try {
      const { receipt, removesWithinMs } = end
      const change = decodeTransition(end.change)
      this.#settle(end, await this.#parts.results.end({ change, receipt, removesWithinMs }))
    } catch (error) {
      this.#parts.work.defect(end.receipt, error)
    }
  }

  #settle(end: WaitingEnd, answer: EndAnswer): void {
    const { settler, report, work } = this.#parts
    try {
      const isAcknowledged = settler.acknowledgeEnd(end, answer)
      if (isAcknowledged) report.completed(end, end.logging, end.told)
      else report.handedBack(end.logging, end.told)
    } catch (error) {
      work.defect(end.receipt, error)
    }
  }
}

const isFull = ({ ends, characters }: Group): boolean =>
  ends.length >= MOST_AT_ONCE || characters >= MOST_CHARACTERS

/** `undefined` where its record cannot be written down: settled by itself, it is parked, and the log says why. */
function encoded({ change }: EndOfAttempt, { sent }: Attempt): EncodedTransition | undefined {
  try {
    return encodeTransitionWith(change, sent)
  } catch {
    return undefined
  }
}

/** After everything that can be done without waiting for the network. */
const endOfTurn = (): Promise<void> => new Promise(atEndOfTurn)
