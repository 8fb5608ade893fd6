import type { Message } from '../message/message.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import type { RecallAttempt, SendAttempt, SendHook, SendOutcome } from '../send/send-hook.js'
import type { SendResult } from '../send/send-result.js'
import type { TraceDispatcher } from './trace-dispatcher.js'
import type { PublishTrace, TraceMessageType } from './trace-record.js'
import { DEFAULT_REGION } from './trace-region.js'
import type { ResolvedTraceSettings } from './trace-settings.js'
import { isTraceTopic } from './trace-topic.js'

export interface SendTraceHookParts {
  readonly dispatcher: Pick<TraceDispatcher, 'append'>
  readonly settings: ResolvedTraceSettings
  /** Asked for each record: both are known only once the client runs. */
  readonly clientId: () => string
  readonly namespace: () => string | undefined
}

/**
 * Records what a producer sends and recalls. One-way sends have no outcome, and messages of brokers or topics that say
 * `TRACE_ON=false` want none: both are left out. Unlike Java it also records sends that failed.
 *
 * Source: apache/rocketmq `client/.../trace/hook/SendMessageTraceHookImpl.java`, `DefaultRecallMessageTraceHook.java`.
 */
export class SendTraceHook implements SendHook {
  readonly #parts: SendTraceHookParts

  constructor(parts: SendTraceHookParts) {
    this.#parts = parts
  }

  afterSend(attempt: SendAttempt, outcome: SendOutcome): void {
    const { settings, dispatcher } = this.#parts
    const isFailed = 'error' in outcome
    // Nobody said which region a failed message belongs to, and a cloud has a topic for each.
    if (attempt.isOneway || (isFailed && settings.channel === 'cloud')) return
    attempt.messages.forEach((message, index) => {
      if (isTraceTopic(settings, message.topic)) return
      const result = isFailed ? undefined : outcome.results[index]
      if (!isFailed && result?.isTraceOn !== true) return
      dispatcher.append({
        ...this.#aboutMessage(attempt, message),
        msgId: attempt.msgIds[index] ?? '',
        costMs: Math.round(outcome.durationMs),
        regionId: result?.regionId ?? DEFAULT_REGION,
        offsetMsgId: result?.offsetMsgId,
        isSuccess: isStoredWell(result),
      })
    })
  }

  afterRecall({ topic, group, msgId, error, startedAtMs }: RecallAttempt): void {
    this.#parts.dispatcher.append({
      type: 'Recall',
      timestampMs: startedAtMs,
      regionId: DEFAULT_REGION,
      group: this.#unwrap(group),
      topic: this.#unwrap(topic),
      msgId,
      isSuccess: error === undefined,
    })
  }

  #aboutMessage({ group, kind, brokerAddress, startedAtMs }: SendAttempt, message: Message) {
    return {
      type: 'Pub',
      timestampMs: startedAtMs,
      group: this.#unwrap(group),
      topic: this.#unwrap(message.topic),
      tags: message.tags,
      keys: message.keys,
      storeHost: brokerAddress,
      bodyLength: message.body.byteLength,
      msgType: kind === 'half' ? 'half' : messageType(message),
      clientHost: this.#parts.clientId(),
    } satisfies Partial<PublishTrace>
  }

  #unwrap(name: string): string {
    return unwrapNamespace(this.#parts.namespace(), name)
  }
}

function messageType({ delayLevel, delayMs, deliverAtMs }: Message): TraceMessageType {
  return (delayLevel ?? delayMs ?? deliverAtMs) === undefined ? 'normal' : 'delay'
}

const isStoredWell = (result: SendResult | undefined): boolean => result?.status === 'SEND_OK'
