import type { EventHub } from '../events/event-hub.js'

/** What happens to a producer, to be observed. What becomes of single messages is for hooks. */
export type ProducerEvent =
  | { readonly type: 'started' }
  /** It takes no more messages; those accepted are still being sent. */
  | { readonly type: 'closing' }
  | { readonly type: 'closed' }
  | {
      /** An attempt failed, and another one follows. */
      readonly type: 'retrying'
      readonly topic: string
      /** Of a batch all of them, with commas between. */
      readonly msgId: string
      readonly brokerName: string
      readonly address: string
      /** The number of the attempt that failed, from 1. */
      readonly attempt: number
      readonly error: unknown
    }
  | {
      /** A send was rejected. */
      readonly type: 'sendFailed'
      readonly topic: string
      readonly msgId: string
      readonly error: unknown
    }
  /** A broker was slow or failed; others are preferred for some time. */
  | { readonly type: 'brokerAvoided'; readonly brokerName: string }
  /** A broker that was avoided has answered in good time. */
  | { readonly type: 'brokerRecovered'; readonly brokerName: string }
  /** As much as may be is under way: sends wait, or are rejected, from now on. */
  | { readonly type: 'full'; readonly inFlight: number; readonly inFlightBytes: number }
  /** Nobody waits for room any more. */
  | { readonly type: 'drained' }

export type ProducerListener = (event: ProducerEvent) => void

export type ProducerEvents = EventHub<ProducerEvent>
