import { isRocketMQError, type RocketMQError } from '../errors.js'
import { messages } from '../messages.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { readSendResponse, type SendResponse } from '../protocol/requests/send.js'
import { unwrapNamespace, wrapNamespace } from '../protocol/resource-name.js'
import { responseError } from '../protocol/response-error.js'
import type { InvokeOptions, RemotingResponse } from '../remoting/command.js'
import type { RoutingResult } from '../routing/message-router.js'
import type { PublishQueues } from '../routing/publish-queues.js'
import type { Text } from '../text.js'
import { isPending, type OutgoingMessage } from './outgoing-message.js'
import type { SendContext, SendTarget } from './send-context.js'
import { asCaught, sendAborted, sendFailed, sendTimedOut } from './send-errors.js'
import { SendFailures } from './send-failures.js'
import type { SendAttempt } from './send-hook.js'
import { type SendOptions, toSelector } from './send-options.js'
import { describeAttempt, sendRequest } from './send-request.js'
import type { SendResult, StoredAt } from './send-result.js'
import { isAborted, isRouteDoubtful, isWorthRetrying } from './send-retry.js'
import { pauseWithin, type TimeLimit, watchLimit, withinLimit } from './time-limit.js'

/** What a caller may get: one result, one for each member of a batch, or nothing for a one-way send. */
type Sent = SendResult | readonly SendResult[] | undefined

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
  #isInside = false
  #attempt = 0
  #attemptStartedMs = 0
  /** Only once an attempt has failed. */
  #failures: SendFailures | undefined
  /** What a broker stored less safely than wanted, while others are tried. */
  #secondBest: { readonly result: R } | undefined
  /** Only where there are hooks. */
  #shown: SendAttempt | undefined

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
    this.#isInside = true
    const { topic } = this.#outgoing.message
    const route = client.routes.peek(topic)
    let compressed: OutgoingMessage | Promise<OutgoingMessage>
    try {
      compressed = outgoing.compressed(this.#outgoing)
    } catch (error) {
      return this.#fail(error)
    }
    if (!route || isPending(compressed)) return this.#runSlowly(compressed)
    this.#outgoing = compressed
    return this.#try(route.publish, this.#startedMs)
  }

  /** With everything that may have to be waited for. */
  async #runSlowly(compressed?: OutgoingMessage | Promise<OutgoingMessage>): Promise<R> {
    let publish: PublishQueues
    try {
      if (!this.#isInside) await this.#enter()
      this.#outgoing = await (compressed ?? this.#context.outgoing.compressed(this.#outgoing))
      publish = await this.#route()
    } catch (error) {
      return this.#fail(error)
    }
    return this.#try(publish, performance.now())
  }

  async #enter(): Promise<void> {
    const limit = this.#limit(messages.stepRoom())
    await this.#context.window.enter(this.#bytes, (giveUp) => watchLimit(limit, giveUp))
    this.#isInside = true
  }

  async #route(): Promise<PublishQueues> {
    const route = this.#context.client.routes.publishRoute(this.#outgoing.message.topic)
    return (await withinLimit(route, this.#limit(messages.stepRoute()))).publish
  }

  #try(publish: PublishQueues, now: number): Promise<R> {
    const { client, hooks } = this.#context
    let routed: RoutingResult
    try {
      routed = this.#choose(publish, now)
    } catch (error) {
      // The caller's own selector threw.
      return this.#fail(error)
    }
    if (!routed.isRouted) return this.#fail(routed.error)
    const target = routed
    this.#attempt += 1
    this.#attemptStartedMs = now
    if (!hooks.isEmpty) this.#show(target)
    if (this.#outgoing.kind !== 'half') return this.#invoke(target, now)
    // A broker asks only producers that it knows about the end of a transaction.
    return client.introduceTo(target.address).then(() => this.#invoke(target, performance.now()))
  }

  #choose(publish: PublishQueues, now: number): RoutingResult {
    const { router, health, settings } = this.#context
    const { queue, selector } = this.#options
    return router.route(this.#outgoing.message, publish, {
      queue: queue && { ...queue, topic: wrapNamespace(settings.namespace, queue.topic) },
      selector: toSelector(selector),
      avoidBrokers: health.avoided(publish, this.#failures?.brokers ?? NOBODY, now),
      now,
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
    this.#showEnd(nothing)
    return this.#done(nothing)
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
    const queue = this.#queueForCaller(target.queue, response.queueId)
    const { msgId } = this.#outgoing
    const at: StoredAt = { msgId, queue, brokerAddress: address, attempts: this.#attempt }
    // Only one-way sends have none, and they get no answer.
    const result = this.#toResult?.(response, at, this.#outgoing) as R
    this.#showEnd(result)
    if (response.status === 'SEND_OK' || !settings.retryWhenNotStoreOk) return this.#done(result)
    this.#secondBest = { result }
    const why = responseError(REQUEST_CODE.SEND_MESSAGE_V2, answer, { address })
    return this.#retryOrEnd(target, why)
  }

  #onError(target: SendTarget, error: unknown): R | Promise<R> {
    const { health } = this.#context
    const now = performance.now()
    if (this.#shown) {
      const durationMs = now - this.#attemptStartedMs
      this.#context.hooks.afterSend(this.#shown, { error, durationMs })
    }
    // One-way sends have one attempt: nobody would know of another one.
    if (this.#toResult === undefined || !isWorthRetrying(error)) {
      return this.#final(target, error)
    }
    health.onFailure(target.brokerName, now)
    return this.#retryOrEnd(target, error)
  }

  /** A failure that another attempt cannot heal. What it says goes to the caller, with the attempts before it. */
  #final(target: SendTarget, error: unknown): R | Promise<R> {
    if (this.#failures === undefined || !isRocketMQError(error)) return this.#fail(error)
    const { mayBeStored } = this.#note(target, error)
    if (!isAborted(error)) return this.#over()
    const { topic } = this.#outgoing.message
    return this.#fail(sendAborted(topic, this.#options.signal?.reason, mayBeStored))
  }

  #note({ brokerName, address }: SendTarget, error: RocketMQError): SendFailures {
    const durationMs = performance.now() - this.#attemptStartedMs
    this.#failures ??= new SendFailures(this.#context, this.#options)
    this.#failures.add({ brokerName, address, error, durationMs })
    return this.#failures
  }

  #retryOrEnd(target: SendTarget, error: RocketMQError): R | Promise<R> {
    const leftMs = this.#deadlineMs - performance.now()
    const pauseMs = this.#note(target, error).pauseBeforeNext(this.#outgoing.message, leftMs)
    if (pauseMs === undefined) return this.#over()
    const { counters, events, client } = this.#context
    const { message, msgId } = this.#outgoing
    const { topic } = message
    const { brokerName, address } = target
    counters.retried += 1
    events.emit({
      type: 'retrying',
      ...{ topic, msgId, brokerName, address, attempt: this.#attempt, error },
    })
    // Not waited for: the next attempt takes what is known by then.
    if (isRouteDoubtful(error)) client.routes.refresh(topic).catch(() => undefined)
    return this.#retry(pauseMs)
  }

  async #retry(pauseMs: number): Promise<R> {
    let publish: PublishQueues
    try {
      if (pauseMs > 0) await pauseWithin(pauseMs, this.#limit(messages.stepRoute()))
      publish = await this.#route()
    } catch (error) {
      return isAborted(error) ? this.#fail(error) : this.#over()
    }
    return this.#try(publish, performance.now())
  }

  #queueForCaller(queue: MessageQueue, queueId: number): MessageQueue {
    const { namespace } = this.#context.settings
    if (namespace === undefined && queue.queueId === queueId) return queue
    return { topic: unwrapNamespace(namespace, queue.topic), brokerName: queue.brokerName, queueId }
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

  #show(target: SendTarget): void {
    const how = { attempt: this.#attempt, isOneway: this.#toResult === undefined }
    this.#shown = describeAttempt(this.#context, this.#outgoing, target, how)
    this.#context.hooks.beforeSend(this.#shown)
  }

  #showEnd(result: R): void {
    if (this.#shown === undefined) return
    const durationMs = performance.now() - this.#attemptStartedMs
    this.#context.hooks.afterSend(this.#shown, { results: listOf(result), durationMs })
  }

  #done(result: R): R {
    const { counters, window } = this.#context
    const count = this.#outgoing.members?.length
    counters.sent += count ?? 1
    if (count !== undefined) counters.batched += count
    window.leave(this.#bytes)
    return result
  }

  /** Attempts were made, and no more follow. */
  #over(): Promise<R> {
    const { message, msgId } = this.#outgoing
    const elapsedMs = performance.now() - this.#startedMs
    return this.#fail(sendFailed(message.topic, msgId, this.#failures?.attempts ?? [], elapsedMs))
  }

  #fail(error: unknown): Promise<R> {
    // It is stored, whatever became of the attempt to have it safer.
    if (this.#secondBest) return Promise.resolve(this.#done(this.#secondBest.result))
    const { counters, window, events } = this.#context
    const { message, members, msgId } = this.#outgoing
    counters.failed += members?.length ?? 1
    if (this.#isInside) window.leave(this.#bytes)
    events.emit({ type: 'sendFailed', topic: message.topic, msgId, error })
    return Promise.reject(asCaught(error))
  }
}

function listOf(sent: Sent): readonly SendResult[] {
  if (sent === undefined) return []
  return 'status' in sent ? [sent] : sent
}
