/** A message of somebody who is not arq. */
export interface OthersMessage {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, unknown>>
  readonly messageId: string
}

/** Somebody who is not arq, on the same broker. Only the tests of an adapter know how he does it. */
export interface OtherApplication {
  /** Makes a queue of this name, with other arguments than arq would declare it with, where queues have any. */
  makeQueue(queueName: string): Promise<void>
  /** Puts a message into a queue of his. */
  put(queueName: string, message: OthersMessage): Promise<void>
}
