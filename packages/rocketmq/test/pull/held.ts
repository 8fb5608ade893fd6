import type { MessageExt } from '../../src/index.js'

/** A message as a pull brings it, with only what the tests look at. */
export function pulled(queueOffset: number | bigint, body = 'x', more: Partial<MessageExt> = {}) {
  const offset = BigInt(queueOffset)
  const message: Partial<MessageExt> = {
    topic: 'T',
    body: Buffer.from(body),
    msgId: `ID${offset}`,
    queueId: 0,
    queueOffset: offset,
    reconsumeTimes: 0,
    systemProperties: {},
    properties: {},
    keys: [],
    tags: undefined,
    bodyError: undefined,
    ...more,
  }
  return message as MessageExt
}
