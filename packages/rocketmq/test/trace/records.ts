import type { PublishTrace } from '../../src/trace/trace-record.js'

/** A record of a send; `changes` are what a test is about. */
export const published = (changes: Partial<PublishTrace> = {}): PublishTrace => ({
  type: 'Pub',
  timestampMs: 1_700_000_000_000,
  regionId: 'DefaultRegion',
  group: 'g',
  topic: 't',
  msgId: 'ID1',
  offsetMsgId: 'OFF1',
  tags: 'a',
  keys: ['k1', 'k2'],
  storeHost: '127.0.0.1:10911',
  bodyLength: 5,
  costMs: 12,
  msgType: 'normal',
  isSuccess: true,
  clientHost: '10.0.0.1@c',
  ...changes,
})
