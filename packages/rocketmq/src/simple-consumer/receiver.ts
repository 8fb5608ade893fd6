import type { ClientInstance } from '../client/client-instance.js'
import type { Subscriptions } from '../consumer/subscriptions.js'
import { isRocketMQError } from '../errors/errors.js'
import { pause } from '../flow/pause.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { PopClient, PopTarget } from '../pop/pop-client.js'
import type { Popper } from '../pop/popper.js'
import type { ReceiveQuestion } from '../pop/receive-once.js'
import { MASTER_ID } from '../protocol/route-data.js'
import { texts } from '../texts/texts.js'

export interface ReceiverParts {
  readonly client: ClientInstance
  readonly subscriptions: Subscriptions
  readonly pops: PopClient
  readonly popper: Popper
  readonly logger: TextLogger
}

/**
 * How long a broker may hold one question. A message that comes again does not wake a question that waits, so a longer
 * one would find it later.
 */
const LONGEST_POLL_MS = 5000
/** Brokers answer a shorter one at once, so that asking would turn into a hot loop. */
const SHORTEST_POLL_MS = 100
/** Wait before a topic without a route, or a broker that failed, is asked again. */
const AGAIN_MS = 1000

/** Asks the brokers of the subscribed topics for messages until there is one. */
export class Receiver {
  readonly #parts: ReceiverParts
  #turn = 0

  constructor(parts: ReceiverParts) {
    this.#parts = parts
  }

  /**
   * None when none comes in time, or the signal aborts. Brokers that fail are asked again.
   * @throws {@link BrokerError} `ROCKETMQ_REQUEST_UNSUPPORTED` a broker is older than RocketMQ 5
   */
  async receive(question: ReceiveQuestion): Promise<readonly MessageExt[]> {
    const { timeoutMs, signal } = question
    const deadlineMs = performance.now() + timeoutMs
    for (;;) {
      const targets = await this.targets()
      const leftMs = Math.max(0, Math.round(deadlineMs - performance.now()))
      const isLast = leftMs < SHORTEST_POLL_MS
      if (isLast && leftMs > 0) await pause(leftMs, signal)
      const waitMs = isLast ? 0 : Math.min(leftMs, LONGEST_POLL_MS)
      const [only] = targets
      // A single broker holds the question itself until there is a message.
      const received =
        targets.length === 1 && only !== undefined
          ? await this.#popFrom(only, question, waitMs)
          : await this.#sweep(targets, question)
      if (received.length > 0 || performance.now() >= deadlineMs || signal.aborted) return received
      if (targets.length !== 1) await this.#untilMessage(targets, waitMs, question)
    }
  }

  /**
   * Resolves when one of the topics may have a message, when the time is over, or when the signal aborts. It takes none:
   * nothing is lost, nor hidden from others, with an answer that nobody waits for any more.
   */
  async untilMessage(question: Omit<ReceiveQuestion, 'maxMessages'>): Promise<void> {
    const { timeoutMs } = question
    if (timeoutMs < SHORTEST_POLL_MS) return pause(timeoutMs, question.signal)
    await this.#untilMessage(await this.targets(), Math.min(timeoutMs, LONGEST_POLL_MS), question)
  }

  /** Every broker of every topic. A topic without a route has none for now. */
  async targets(): Promise<readonly PopTarget[]> {
    const { client, subscriptions, logger } = this.#parts
    const found = subscriptions.topics().map(async (topic): Promise<PopTarget[]> => {
      try {
        const { data } = await client.routes.route(topic)
        return data.brokerDatas.flatMap(({ brokerName, brokerAddrs }) => {
          const address = brokerAddrs.get(MASTER_ID)
          return address === undefined ? [] : [{ topic, brokerName, address }]
        })
      } catch (error) {
        logger.debug(texts.logNoRouteYet(), { topic, error })
        return []
      }
    })
    return (await Promise.all(found)).flat()
  }

  /** Asks all brokers in turn for what they have now, each time beginning with another one. */
  async #sweep(
    targets: readonly PopTarget[],
    question: ReceiveQuestion,
  ): Promise<readonly MessageExt[]> {
    const first = this.#turn++ % Math.max(1, targets.length)
    for (const target of [...targets.slice(first), ...targets.slice(0, first)]) {
      if (question.signal.aborted) return []
      const received = await this.#popFrom(target, question, 0)
      if (received.length > 0) return received
    }
    return []
  }

  async #popFrom(
    target: PopTarget,
    question: ReceiveQuestion,
    pollMs: number,
  ): Promise<readonly MessageExt[]> {
    const { popper, logger } = this.#parts
    const { signal } = question
    try {
      return await popper.pop(target, { ...question, pollMs })
    } catch (error) {
      if (signal.aborted) return []
      // It will never answer otherwise.
      if (isRocketMQError(error) && error.code === 'ROCKETMQ_REQUEST_UNSUPPORTED') throw error
      logger.warn(texts.logReceiveFailed(), { ...target, error })
      await pause(Math.min(pollMs, AGAIN_MS), signal)
      return []
    }
  }

  /** Until one of several brokers has a message, or the time is over. */
  async #untilMessage(
    targets: readonly PopTarget[],
    waitMs: number,
    { invisibleMs, signal }: Omit<ReceiveQuestion, 'maxMessages'>,
  ): Promise<void> {
    const { pops, popper } = this.#parts
    const stop = new AbortController()
    const ended = AbortSignal.any([signal, stop.signal])
    const waits = targets.map(async (target) => {
      const header = popper.header(target, { pollMs: waitMs, invisibleMs, maxMessages: 1 })
      try {
        if (await pops.untilMessage(target, header, ended)) return
      } catch {
        // It is asked again soon; the others are waited for meanwhile.
        await pause(Math.min(waitMs, AGAIN_MS), ended)
        return
      }
      await pause(waitMs, ended)
    })
    const longestMs = targets.length === 0 ? Math.min(waitMs, AGAIN_MS) : waitMs
    await Promise.race([pause(longestMs, ended), ...waits])
    stop.abort()
  }
}
