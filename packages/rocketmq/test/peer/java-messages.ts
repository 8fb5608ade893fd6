/** A message as the official client hands it to its listener (`Describe.java`). */
export interface JavaMessage {
  readonly topic: string
  readonly body: Buffer
  readonly tags: string | null
  readonly keys: string | null
  readonly properties: Readonly<Record<string, string>>
  /** The unique id that the producer gave it. */
  readonly msgId: string
  /** Where it lies in the broker's log; null when it was found by a query. */
  readonly offsetMsgId: string | null
  readonly transactionId: string | null
  readonly brokerName: string | null
  readonly queueId: number
  readonly queueOffset: number
  readonly commitLogOffset: number
  readonly preparedTransactionOffset: number
  readonly storeSize: number
  readonly bodyCrc: number
  readonly flag: number
  readonly sysFlag: number
  readonly reconsumeTimes: number
  readonly delayLevel: number
  readonly bornTimestamp: number
  readonly storeTimestamp: number
  /** `/127.0.0.1:41216`: Java's way to write an address. */
  readonly bornHost: string
  readonly storeHost: string
}

/** A message for the official client to send. */
export interface MessageForJava {
  readonly topic: string
  readonly body: string | Uint8Array
  readonly tags?: string
  /** Several joined by a space. */
  readonly keys?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly flag?: number
  /** 1 to 18. */
  readonly delayLevel?: number
  readonly delayMs?: number
  /** In milliseconds since 1970. */
  readonly deliverAtMs?: number
  /** Chooses the queue by `SelectMessageQueueByHash`. In mode `normal` only. */
  readonly shardingKey?: string
  /** In mode `normal` only. */
  readonly queueId?: number
}

/** What became of a message that the official client sent. */
export interface SentByJava {
  readonly status: string
  readonly msgId: string
  readonly offsetMsgId: string | null
  readonly transactionId: string | null
  readonly brokerName: string
  readonly queueId: number
  readonly queueOffset: number
  readonly recallHandle: string | null
  /** In mode `transaction`. */
  readonly localState?: TransactionState
}

export type TransactionState = 'COMMIT_MESSAGE' | 'ROLLBACK_MESSAGE' | 'UNKNOW'

/** One line of a trace message, as the official client reads it (`Traces.java`). */
export interface JavaTraceContext {
  readonly type: string
  readonly timestamp: number
  readonly regionId: string | null
  readonly group: string | null
  readonly costMs: number
  readonly isSuccess: boolean
  readonly requestId: string | null
  readonly contextCode: number
  readonly messages: readonly JavaTraceMessage[]
}

interface JavaTraceMessage {
  readonly topic: string
  readonly msgId: string
  readonly offsetMsgId: string | null
  readonly tags: string
  readonly keys: string
  readonly storeHost: string | null
  readonly clientHost: string | null
  readonly storeTime: number
  readonly retryTimes: number
  readonly bodyLength: number
  readonly msgType: string | null
  readonly transactionId: string | null
  readonly transactionState: string | null
  readonly isFromCheck: boolean
}

/** A message as it comes over the line: with its body in base64. */
export function readJavaMessage(line: unknown): JavaMessage {
  // Written by Describe.java, which has no other form.
  const message = line as Omit<JavaMessage, 'body'> & { readonly body: string }
  return { ...message, body: Buffer.from(message.body, 'base64') }
}

export function writeMessageForJava(message: MessageForJava): object {
  return { ...message, body: Buffer.from(message.body).toString('base64') }
}
