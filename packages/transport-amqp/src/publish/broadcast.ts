import type { BroadcastSignal } from '@arq/core'

import { CONTROL_EXCHANGE } from '../topology/topology.js'
import type { Outbound } from './outbound.js'

/** A signal as a message to the control exchange. Transient: it is for who listens now. */
export function toBroadcast(signal: BroadcastSignal, messageId: string): Outbound {
  return {
    kind: 'broadcast',
    target: CONTROL_EXCHANGE,
    body: Buffer.from(JSON.stringify(signal)),
    properties: { messageId, contentType: 'application/json', deliveryMode: 1 },
    dueAtMs: undefined,
  }
}
