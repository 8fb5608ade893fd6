import type { Attempt } from '../run/attempt.js'

/** What tells one attempt of one message from all others. */
export type EndedAttempt = Pick<Attempt['message'], 'jobId' | 'enqueueTime' | 'jobTry'>

export const endedAttempt = ({ message }: Attempt): EndedAttempt => new Ended(message)

class Ended implements EndedAttempt {
  readonly jobId: string
  readonly enqueueTime: string
  readonly jobTry: number

  constructor({ jobId, enqueueTime, jobTry }: Attempt['message']) {
    this.jobId = jobId
    this.enqueueTime = enqueueTime
    this.jobTry = jobTry
  }
}

/**
 * The attempts that this worker has ended, as many as the broker may not have heard of. An acknowledgement is never
 * answered: one that was sent into a broken connection is lost, and the broker hands the message out again. A worker
 * that remembers does not run such a job once more, also when no result store tells it.
 */
export class EndedHere {
  readonly #limit: number
  /** By message id: the last ones, and those before them. The older half goes when the younger one is full. */
  #young = new Map<string, EndedAttempt>()
  #old = new Map<string, EndedAttempt>()

  /** @param limit the fewest to remember: deliveries that the broker may have handed out at once */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** To be called when its delivery is acknowledged. */
  note(messageId: string | undefined, attempt: EndedAttempt): void {
    if (messageId === undefined) return
    this.#young.set(messageId, attempt)
    if (this.#young.size < this.#limit) return
    this.#old = this.#young
    this.#young = new Map()
  }

  /** Whether this is the message of an attempt that ended here, handed out again. */
  has(attempt: Attempt): boolean {
    // A fresh message that looks the same is another one: somebody sent it once more.
    return attempt.delivery.redelivered && this.isNoted(attempt)
  }

  /** Whether this attempt ended here, and its end is the job's. */
  isNoted({ delivery: { messageId }, message }: Attempt): boolean {
    if (messageId === undefined) return false
    const ended = this.#young.get(messageId) ?? this.#old.get(messageId)
    return (
      ended !== undefined &&
      ended.jobId === message.jobId &&
      ended.enqueueTime === message.enqueueTime &&
      ended.jobTry === message.jobTry
    )
  }
}
