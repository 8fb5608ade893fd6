import {
  type Clock,
  type IncomingReply,
  type ReplyBox,
  toError,
  type Transport,
  UnsupportedError,
  type WorkerInfo,
} from '@arq/core'
import {
  type ControlAnswer,
  type ControlRequest,
  decodeControlAnswer,
  randomUuid,
  within,
} from '@arq/core/internal'

import { texts } from '../texts.js'

interface RollCallParts {
  readonly transport: Transport
  readonly clock: Clock
}

/** What is asked of workers: a request without what the call adds. */
export type Order = Omit<ControlRequest, 'kind' | 'requestId' | 'replyTo'>

interface Gathering {
  /** How long answers are waited for. */
  readonly timeoutMs: number
  /** Enough has been heard: the rest of the time is not waited for. */
  readonly isComplete?: (answers: readonly ControlAnswer[]) => boolean
}

/** Asks all workers something, and gathers their answers. */
export class RollCall {
  readonly #parts: RollCallParts
  readonly #calls = new Map<string, (answer: ControlAnswer) => void>()
  #box: Promise<ReplyBox> | undefined
  #isClosed = false

  constructor(parts: RollCallParts) {
    this.#parts = parts
  }

  /**
   * @returns what came within the time, one answer of each worker
   * @throws UnsupportedError where the transport cannot broadcast, or push replies; what it rejects with
   */
  async ask(order: Order, { timeoutMs, isComplete }: Gathering): Promise<readonly ControlAnswer[]> {
    const { transport, clock } = this.#parts
    const { address } = await this.#open()
    const requestId = randomUuid()
    const answers = new Map<string, ControlAnswer>()
    const complete = new Promise<void>((resolve, reject) => {
      this.#calls.set(requestId, (answer) => {
        answers.set(answer.worker.workerId, answer)
        try {
          if (isComplete?.([...answers.values()]) === true) resolve()
        } catch (error) {
          // The caller's own condition.
          reject(toError(error))
        }
      })
    })
    // It may reject before it is waited for.
    complete.catch(() => undefined)
    try {
      await transport.broadcast({ kind: 'control', requestId, replyTo: address, ...order })
      await within(complete, timeoutMs, clock)
      return [...answers.values()]
    } finally {
      this.#calls.delete(requestId)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await (await this.#box?.catch(() => undefined))?.close()
  }

  async #open(): Promise<ReplyBox> {
    const { transport } = this.#parts
    const { broadcast, replyPush } = transport.capabilities
    if (!broadcast || !replyPush) {
      throw new UnsupportedError(texts.needsControl({ transport: transport.description }))
    }
    this.#box ??= transport
      .openReplyBox((reply) => this.#onReply(reply))
      .catch((error: unknown) => {
        this.#box = undefined
        throw error
      })
    const box = await this.#box
    if (this.#isClosed) await box.close()
    return box
  }

  #onReply({ body, correlationId = '' }: IncomingReply): void {
    const onAnswer = this.#calls.get(correlationId)
    const answer = onAnswer && decodeControlAnswer(body)
    if (answer) onAnswer(answer)
  }
}

export const byName = (a: WorkerInfo, b: WorkerInfo): number =>
  a.workerId < b.workerId ? -1 : Number(a.workerId > b.workerId)
