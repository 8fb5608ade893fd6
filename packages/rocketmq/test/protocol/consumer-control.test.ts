import { describe, expect, it } from '@jest/globals'

import { compressionCodecs } from '../../src/protocol/compression.js'
import {
  consumeDirectlyRequest,
  encodeConsumeDirectlyResult,
  encodeConsumerStatus,
  readConsumeDirectlyRequest,
  readConsumeDirectlyResponse,
  readOffsetsResetRequest,
  readResetOffsetResponse,
  readRunningInfoResponse,
  resetOffsetRequest,
  runningInfoRequest,
} from '../../src/protocol/requests/consumer-control.js'
import { ABOUT, answer } from './answers.js'
import { HAND_MADE_V1 } from './stored-record.js'

const options = { codecs: compressionCodecs(), maxBodyBytes: 1024 }
const queue = { topic: 't', brokerName: 'b', queueId: 1 }

describe('requests that control a consumer', () => {
  const client = { consumerGroup: 'g', clientId: 'c' }

  it('the running info of Java’s client is read', () => {
    expect(runningInfoRequest(client).ext).toEqual({ ...client, jstackEnable: 'false' })
    // As the Java client 5.3.3 wrote it.
    const body =
      '{"mqPopTable":{},"mqTable":{{"brokerName":"b","queueId":1,"topic":"t"}:{"cachedMsgCount":0,"cachedMsgMaxOffset":0,"cachedMsgMinOffset":0,"cachedMsgSizeInMiB":0,"commitOffset":9007199254740993,"droped":false,"lastConsumeTimestamp":0,"lastLockTimestamp":0,"lastPullTimestamp":0,"locked":false,"transactionMsgCount":0,"transactionMsgMaxOffset":0,"transactionMsgMinOffset":0,"tryUnlockTimes":0}},"properties":{"PROP_X":"1"},"statusTable":{"t":{"consumeFailedMsgs":0,"consumeFailedTPS":0.0,"consumeOKTPS":0.5,"consumeRT":0.0,"pullRT":0.0,"pullTPS":0.0}},"subscriptionSet":[{"classFilterMode":false,"codeSet":[2598919,99162322],"expressionType":"TAG","subString":"TagA || hello","subVersion":1795329874971,"tagsSet":["TagA","hello"],"topic":"t"}],"userConsumerInfo":{}}'
    const info = readRunningInfoResponse(answer({ body }), ABOUT)
    expect(info.queues[0]?.[0]).toEqual(queue)
    expect(info.queues[0]?.[1].commitOffset).toBe(9007199254740993n)
    expect(info.statuses.get('t')?.consumeOKTPS).toBe(0.5)
    expect(info.properties).toEqual({ PROP_X: '1' })
    expect(info.subscriptions[0]?.codeSet).toEqual([2598919, 99162322])
  })

  it('consuming directly hands over a message and comes back with a result', () => {
    expect(consumeDirectlyRequest({ ...client, brokerName: 'b' }, 'ID', 't').ext).toEqual({
      ...client,
      msgId: 'ID',
      topic: 't',
      brokerName: 'b',
      bname: 'b',
    })
    const ext = { ...client, msgId: 'ID', brokerName: 'b' }
    const arrived = readConsumeDirectlyRequest({ code: 309, ext, body: HAND_MADE_V1 }, options)
    expect(arrived.message?.brokerName).toBe('b')
    const result = {
      order: false,
      autoCommit: true,
      consumeResult: 'CR_LATER',
      remark: 'not now',
      spentTimeMs: 12,
    } as const
    const body = encodeConsumeDirectlyResult(result)
    expect(JSON.parse(body.toString())).toMatchObject({ spentTimeMills: 12 })
    expect(readConsumeDirectlyResponse(answer({ body }), ABOUT)).toEqual(result)
  })

  it('offsets are reset to a time, and come back by queue', () => {
    const reset = { topic: 't', group: 'g', isForce: true }
    expect(resetOffsetRequest({ ...reset, timestamp: 'latest' }).ext).toMatchObject({
      timestamp: '-1',
      isForce: 'true',
    })
    const body = '{"offsetTable":{{"brokerName":"b","queueId":1,"topic":"t"}:9223372036854775807}}'
    const offsets = [[queue, 2n ** 63n - 1n]]
    expect(readResetOffsetResponse(answer({ body }), ABOUT)).toEqual(offsets)
    expect(readResetOffsetResponse(answer({ body: '{"offsetTable":{}}' }), ABOUT)).toEqual([])
    const pushed = { code: 220, ext: { topic: 't', group: 'g' }, body: Buffer.from(body) }
    expect(readOffsetsResetRequest(pushed)).toEqual({ topic: 't', group: 'g', offsets })
  })

  it('the state of a consumer is a map keyed by queues, as Java reads it', () => {
    expect(encodeConsumerStatus([[queue, 5n]]).toString()).toBe(
      '{"messageQueueTable":{{"topic":"t","brokerName":"b","queueId":1}:5}}',
    )
  })
})
