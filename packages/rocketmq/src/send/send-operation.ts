import { isRocketMQError, type RocketMQError } from '../errors/errors.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { readSendResponse, type SendResponse } from '../protocol/requests/send.js'
import { responseError } from '../protocol/response-error.js'
import type { InvokeOptions, RemotingResponse } from '../remoting/command.js'
import type { RoutingResult } from '../routing/message-router.js'
import type { PublishQueues } from '../routing/publish-queues.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { isPending, type OutgoingMessage } from './outgoing-message.js'
import type { SendContext, SendTarget } from './send-context.js'
import { asCaught, sendAborted, sendFailed, sendTimedOut } from './send-errors.js'
import { SendFailures } from './send-failures.js'
import type { SendAttempt } from './send-hook.js'
import { callersChoice, type SendOptions } from './send-options.js'
import { describeAttempt, sendRequest } from './send-request.js'
import { listOf, queueForCaller, type Sent, type StoredAt } from './send-result.js'
import { isAborted, isQueueElsewhere, isRouteDoubtful, isWorthRetrying } from './send-retry.js'
import { pauseWithin, type TimeLimit, watchLimit, withinLimit } from './time-limit.js'

/** Makes of a broker's answer what the caller gets. */
export type ToResult<R extends Sent> = (
  response: SendResponse,
  at: StoredAt,
  outgoing: OutgoingMessage,
) => R

const NOBODY: readonly string[] = Object.freeze([])

/**
 * One send under way, from the wait for room to its last attempt. While there is room, the route is known and nothing
 * fails, it is one pass without a wait: no promise but that of the call itself.
 *
 * A send ends by one of four methods: `#succeed` with a result; `#reject` with an error of before the first attempt;
 * `#failForGood` with an error that no further attempt can heal; `#giveUp` after the last attempt.
 */
export class SendOperation<R extends Sent> {
  readonly #context: SendContext
  readonly #options: SendOptions
  /** Absent for a one-way send. */
  readonly #toResult: ToResult<R> | undefined
  readonly #bytes: number
  readonly #startedMs: number
  readonly #deadlineMs: number
  #outgoing: OutgoingMessage
  #hasRoom = false
  #attempt = 0
  #attemptStartedMs = 0
  /** Made when the first attempt fails. */
  #failures: SendFailures | undefined
  /**
   * The result of an attempt that a broker stored without a flush or a slave, while another broker is tried
   * (`retryWhenNotStoreOk`). The send ends with it when no other attempt succeeds.
   */
  #lessSafeResult: { readonly result: R } | undefined
  /** The description of the present attempt. Made only where there are hooks. */
  #attemptForHooks: SendAttempt | undefined

  /** @param toResult absent for a one-way send, whose result is `undefined` */
  constructor(
    context: SendContext,
    outgoing: OutgoingMessage,
    options: SendOptions,
    toResult: ToResult<R> | undefined,
  ) {
    this.#context = context
    this.#outgoing = outgoing
    this.#options = options
    this.#toResult = toResult
    this.#bytes = outgoing.body.length
    this.#startedMs = performance.now()
    this.#deadlineMs = this.#startedMs + (options.timeoutMs ?? context.settings.sendTimeoutMs)
  }

  run(): Promise<R> {
    const { window, outgoing, client } = this.#context
    if (!window.tryEnter(this.#bytes)) return this.#runSlowly()
    this.#hasRoom = true
    const { topic } = this.#outgoing.message
    const route = client.routes.peek(topic)
    let compressed: OutgoingMessage | Promise<OutgoingMessage>
    try {
      compressed = outgoing.compressed(this.#outgoing)
    } catch (error) {
      return this.#reject(error)
    }
    if (!route || isPending(compressed)) return this.#runSlowly(compressed)
    this.#outgoing = compressed
    return this.#try(route.publish, this.#startedMs)
  }

  /** Waits for room, for compression in another thread, and for the route. */
  async #runSlowly(compressed?: OutgoingMessage | Promise<OutgoingMessage>): Promise<R> {
    let publish: PublishQueues
    try {
      if (!this.#hasRoom) await this.#enter()
      this.#outgoing = await (compressed ?? this.#context.outgoing.compressed(this.#outgoing))
      publish = await this.#route()
    } catch (error) {
      return this.#reject(error)
    }
    return this.#try(publish, performance.now())
  }

  async #enter(): Promise<void> {
    const limit = this.#limit(texts.stepRoom())
    await this.#context.window.enter(this.#bytes, (giveUp) => watchLimit(limit, giveUp))
    this.#hasRoom = true
  }

  async #route(): Promise<PublishQueues> {
    const route = this.#context.client.routes.publishRoute(this.#outgoing.message.topic)
    return (await withinLimit(route, this.#limit(texts.stepRoute()))).publish
  }

  #try(publish: PublishQueues, now: number): Promise<R> {
    const { client, hooks } = this.#context
    let routed: RoutingResult
    try {
      routed = this.#choose(publish, now)
    } catch (error) {
      // The caller's own selector threw.
      return this.#reject(error)
    }
    if (!routed.isRouted) return this.#reject(routed.error)
    const target = routed
    this.#attempt += 1
    this.#attemptStartedMs = now
    if (hooks.seesSends) this.#tellHooksBefore(target)
    const { kind } = this.#outgoing
    if (kind !== 'half' && kind !== 'request') return this.#invoke(target, now)
    // A broker asks only producers that it knows about the end of a transaction, and hands replies only to them.
    return client.introduceTo(target.address).then(() => this.#invoke(target, performance.now()))
  }

  #choose(publish: PublishQueues, now: number): RoutingResult {
    const { router, health, settings } = this.#context
    return router.route(this.#outgoing.message, publish, {
      ...callersChoice(this.#options, settings.namespace),
      avoidBrokers: health.avoided(publish, this.#failures?.brokers ?? NOBODY, now),
    })
  }

  #invoke(target: SendTarget, now: number): Promise<R> {
    const { client, settings } = this.#context
    const { signal } = this.#options
    const leftMs = this.#deadlineMs - now
    const timeoutMs = Math.max(1, Math.round(Math.min(leftMs, settings.attemptTimeoutMs ?? leftMs)))
    const limits: InvokeOptions = signal === undefined ? { timeoutMs } : { timeoutMs, signal }
    const request = sendRequest(this.#context, this.#outgoing, target)
    const onError = (error: unknown): Promise<R> | R => this.#onError(target, error)
    return this.#toResult === undefined
      ? client.remoting.oneway(target.address, request, limits).then(() => this.#onLeft(), onError)
      : client.remoting
          .invoke(target.address, request, limits)
          .then((response) => this.#onResponse(target, response), onError)
  }

  /** A one-way send has left. */
  #onLeft(): R {
    // Such a send has no result: R is undefined.
    const nothing = undefined as R
    this.#tellHooksAfter(nothing)
    return this.#succeed(nothing)
  }

  #onResponse(target: SendTarget, answer: RemotingResponse): R | Promise<R> {
    const { health, settings } = this.#context
    const { address, brokerName } = target
    let response: SendResponse
    try {
      response = readSendResponse(answer, { address, topic: this.#outgoing.message.topic })
    } catch (error) {
      return this.#onError(target, error)
    }
    const now = performance.now()
    health.onSuccess(brokerName, now - this.#attemptStartedMs, now)
    const queue = queueForCaller(target.queue, response.queueId, settings.namespace)
    const { msgId } = this.#outgoing
    const at: StoredAt = { msgId, queue, brokerAddress: address, attempts: this.#attempt }
    // Only one-way sends have none, and they get no answer.
    const result = this.#toResult?.(response, at, this.#outgoing) as R
    this.#tellHooksAfter(result)
    if (response.status === 'SEND_OK' || !settings.retryWhenNotStoreOk) return this.#succeed(result)
    this.#lessSafeResult = { result }
    const why = responseError(REQUEST_CODE.SEND_MESSAGE_V2, answer, { address })
    return this.#retryOrGiveUp(target, why)
  }

  #onError(target: SendTarget, error: unknown): R | Promise<R> {
    const { health } = this.#context
    const now = performance.now()
    if (this.#attemptForHooks) {
      const durationMs = now - this.#attemptStartedMs
      this.#context.hooks.afterSend(this.#attemptForHooks, { error, durationMs })
    }
    // A one-way send has one attempt: without answers a second one would often be a duplicate.
    if (this.#toResult === undefined || !isWorthRetrying(error)) {
      return this.#failForGood(target, error)
    }
    if (!isQueueElsewhere(error)) health.onFailure(target.brokerName, now)
    return this.#retryOrGiveUp(target, error)
  }

  /** Ends with an error that another attempt cannot heal. The caller sees it together with the attempts before it. */
  #failForGood(target: SendTarget, error: unknown): R | Promise<R> {
    if (this.#failures === undefined || !isRocketMQError(error)) return this.#reject(error)
    const { mayBeStored } = this.#recordFailure(target, error)
    if (!isAborted(error)) return this.#giveUp()
    const { topic } = this.#outgoing.message
    return this.#reject(sendAborted(topic, this.#options.signal?.reason, mayBeStored))
  }

  #recordFailure({ brokerName, address }: SendTarget, error: RocketMQError): SendFailures {
    const durationMs = performance.now() - this.#attemptStartedMs
    this.#failures ??= new SendFailures(this.#context, this.#options)
    this.#failures.add({ brokerName, address, error, durationMs })
    return this.#failures
  }

  #retryOrGiveUp(target: SendTarget, error: RocketMQError): R | Promise<R> {
    const leftMs = this.#deadlineMs - performance.now()
    const pauseMs = this.#recordFailure(target, error).pauseBeforeNext(
      this.#outgoing.message,
      leftMs,
    )
    if (pauseMs === undefined) return this.#giveUp()
    const { counters, events, client } = this.#context
    const { message, msgId } = this.#outgoing
    const { topic } = message
    const { brokerName, address } = target
    counters.retried += 1
    const attempt = this.#attempt
    events.emit({ type: 'retrying', topic, msgId, brokerName, address, attempt, error })
    // The next attempt does not wait for the new route: it takes the one that is known by then.
    if (isRouteDoubtful(error)) client.routes.refresh(topic).catch(() => undefined)
    return this.#retry(pauseMs)
  }

  async #retry(pauseMs: number): Promise<R> {
    let publish: PublishQueues
    try {
      if (pauseMs > 0) await pauseWithin(pauseMs, this.#limit(texts.stepRoute()))
      if (this.#failures?.hasQueueMoved === true) await this.#findHost()
      publish = await this.#route()
    } catch (error) {
      return isAborted(error) ? this.#reject(error) : this.#giveUp()
    }
    return this.#try(publish, performance.now())
  }

  /** Only a newer route names the broker that hosts the queue now. */
  async #findHost(): Promise<void> {
    const route = this.#context.client.routes.refresh(this.#outgoing.message.topic)
    await withinLimit(route, this.#limit(texts.stepRoute()))
  }

  #limit(step: Text): TimeLimit {
    const { signal, timeoutMs = this.#context.settings.sendTimeoutMs } = this.#options
    const { topic } = this.#outgoing.message
    return {
      deadlineMs: this.#deadlineMs,
      signal,
      onTimeout: () => sendTimedOut(topic, timeoutMs, step),
      onAbort: () => sendAborted(topic, signal?.reason, this.#failures?.mayBeStored === true),
    }
  }

  #tellHooksBefore(target: SendTarget): void {
    const how = { attempt: this.#attempt, isOneway: this.#toResult === undefined }
    this.#attemptForHooks = describeAttempt(this.#context, this.#outgoing, target, how)
    this.#context.hooks.beforeSend(this.#attemptForHooks)
  }

  #tellHooksAfter(result: R): void {
    if (this.#attemptForHooks === undefined) return
    const durationMs = performance.now() - this.#attemptStartedMs
    this.#context.hooks.afterSend(this.#attemptForHooks, { results: listOf(result), durationMs })
  }

  #succeed(result: R): R {
    const { counters, window } = this.#context
    const count = this.#outgoing.members?.length
    counters.sent += count ?? 1
    if (count !== undefined) counters.batched += count
    window.leave(this.#bytes)
    return result
  }

  /** Ends after the last attempt. */
  #giveUp(): Promise<R> {
    const { message, msgId } = this.#outgoing
    const elapsedMs = performance.now() - this.#startedMs
    return this.#reject(sendFailed(message.topic, msgId, this.#failures?.attempts ?? [], elapsedMs))
  }

  #reject(error: unknown): Promise<R> {
    // The message is stored: only the attempts to store it more safely failed.
    if (this.#lessSafeResult) return Promise.resolve(this.#succeed(this.#lessSafeResult.result))
    const { counters, window, events } = this.#context
    const { message, members, msgId } = this.#outgoing
    counters.failed += members?.length ?? 1
    if (this.#hasRoom) window.leave(this.#bytes)
    events.emit({ type: 'sendFailed', topic: message.topic, msgId, error })
    return Promise.reject(asCaught(error))
  }
}
