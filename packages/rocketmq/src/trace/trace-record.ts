/** What kind of message a trace is about. */
export type TraceMessageType = 'normal' | 'half' | 'commit' | 'delay'

interface TraceOrigin {
  /** Milliseconds since 1970. */
  readonly timestampMs: number
  /** From the broker's answer: `MSG_REGION`. */
  readonly regionId: string
  readonly group: string
}

/** A message was sent, or could not be. */
export interface PublishTrace extends TraceOrigin {
  readonly type: 'Pub'
  readonly topic: string
  /** The unique id. */
  readonly msgId: string
  readonly offsetMsgId: string | undefined
  readonly tags: string | undefined
  readonly keys: readonly string[]
  /** `host:port` of the broker. */
  readonly storeHost: string | undefined
  readonly bodyLength: number
  readonly costMs: number
  readonly msgType: TraceMessageType
  readonly isSuccess: boolean
  /** The client id. */
  readonly clientHost: string
}

/** A transaction ended: by its sender, or when the broker asked. */
export interface EndTransactionTrace extends TraceOrigin {
  readonly type: 'EndTransaction'
  readonly topic: string
  readonly msgId: string
  readonly tags: string | undefined
  readonly keys: readonly string[]
  readonly storeHost: string
  readonly transactionId: string
  readonly state: 'commit' | 'rollback' | 'unknown'
  readonly isFromCheck: boolean
}

/** A timer message was taken back, or could not be. */
export interface RecallTrace extends TraceOrigin {
  readonly type: 'Recall'
  readonly topic: string
  readonly msgId: string
  readonly isSuccess: boolean
}

/** A message goes to a listener now. */
export interface ConsumeBeforeTrace extends TraceOrigin {
  readonly type: 'SubBefore'
  /** Ties together what is told before and after one call of the listener. */
  readonly requestId: string
  readonly msgId: string
  readonly keys: readonly string[]
  readonly retryTimes: number
  /** The client id. */
  readonly clientHost: string
}

/** How a listener's call ended. */
export type ConsumeOutcome = 'success' | 'timeout' | 'exception' | 'returnedNull' | 'failed'

/** A listener is done with a message. */
export interface ConsumeAfterTrace extends TraceOrigin {
  readonly type: 'SubAfter'
  readonly requestId: string
  readonly msgId: string
  readonly keys: readonly string[]
  /** The time of the call, divided by the messages it was given. */
  readonly costMs: number
  readonly isSuccess: boolean
  readonly outcome: ConsumeOutcome
}

/** One thing that happened to one message. */
export type TraceRecord =
  PublishTrace | EndTransactionTrace | RecallTrace | ConsumeBeforeTrace | ConsumeAfterTrace
