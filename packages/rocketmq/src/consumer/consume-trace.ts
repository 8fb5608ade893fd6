import { randomUUID } from 'node:crypto'

import type { ConsumeHook, ListenerInput } from '../consume/consume-hook.js'
import type { ListenerOutcome } from '../consume/listener-outcome.js'
import type { MessageExt } from '../message/message-ext.js'
import { PROPERTY } from '../protocol/property-names.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import type { ConsumeOutcome, TraceRecord } from '../trace/trace-record.js'
import { DEFAULT_REGION } from '../trace/trace-region.js'

export interface ConsumeTraceParts {
  readonly append: (record: TraceRecord) => unknown
  /** Asked for each record: it is known only once the client is there. */
  readonly clientId: () => string
  readonly namespace: string | undefined
}

/** How traces call what a listener comes to. Source: ConsumeReturnType.java. */
const OUTCOMES: Readonly<Record<ListenerOutcome['kind'], ConsumeOutcome>> = {
  success: 'success',
  failed: 'failed',
  exception: 'exception',
  unknownAnswer: 'returnedNull',
  timeout: 'timeout',
}

/**
 * Records each message that goes to a listener, and how that ended. Messages of brokers or topics that say
 * `TRACE_ON=false` are left out.
 *
 * Source: apache/rocketmq `client/.../trace/hook/ConsumeMessageTraceHookImpl.java`.
 */
export function consumeTraceHook({ append, clientId, namespace }: ConsumeTraceParts): ConsumeHook {
  const requestIds = new WeakMap<ListenerInput, string>()
  const origin = ({ group }: ListenerInput, { systemProperties }: MessageExt) => ({
    timestampMs: Date.now(),
    regionId: systemProperties[PROPERTY.MSG_REGION] ?? DEFAULT_REGION,
    group: unwrapNamespace(namespace, group),
  })
  return {
    beforeConsume: (input) => {
      const requestId = randomUUID()
      requestIds.set(input, requestId)
      for (const message of input.messages.filter(isTraced)) {
        const { msgId, keys, reconsumeTimes: retryTimes } = message
        const about = { requestId, msgId, keys, retryTimes, clientHost: clientId() }
        append({ type: 'SubBefore', ...origin(input, message), ...about })
      }
    },
    afterConsume: (input, { kind }, durationMs) => {
      const requestId = requestIds.get(input) ?? ''
      const costMs = Math.round(durationMs / Math.max(1, input.messages.length))
      const end = { costMs, isSuccess: kind === 'success', outcome: OUTCOMES[kind] }
      for (const message of input.messages.filter(isTraced)) {
        const { msgId, keys } = message
        append({ type: 'SubAfter', ...origin(input, message), requestId, msgId, keys, ...end })
      }
    },
  }
}

const isTraced = ({ systemProperties }: MessageExt): boolean =>
  systemProperties[PROPERTY.TRACE_ON] !== 'false'
