import { describe, expect, it } from '@jest/globals'

import { compressionCodecs } from '../../src/protocol/compression.js'
import { formatPopHandle } from '../../src/protocol/pop-handle.js'
import {
  type LiteStart,
  liteSubscriptionRequest,
  popLiteRequest,
  readPopLiteResponse,
} from '../../src/protocol/requests/lite.js'
import { answer } from './answers.js'
import { HAND_MADE_V1 } from './stored-record.js'

const SUBJECT = { address: 'a:1', topic: 'T', group: 'G', brokerName: 'broker-a' }
const OPTIONS = { codecs: compressionCodecs(), maxBodyBytes: 1024 }

describe('lite topics', () => {
  it('are subscribed to in the words of brokers', () => {
    const optionOf = (start: LiteStart | undefined): unknown => {
      const { code, body } = liteSubscriptionRequest({
        ...{ action: 'add', clientId: 'c', group: 'G', topic: 'T', liteTopics: ['a', 'b'], start },
      })
      // As this very call writes it.
      const { subscriptionSet } = JSON.parse(Buffer.from(body ?? '').toString()) as {
        readonly subscriptionSet: readonly { readonly offsetOption?: unknown }[]
      }
      expect(code).toBe(200_071)
      expect(subscriptionSet).toMatchObject([
        { action: 'PARTIAL_ADD', clientId: 'c', group: 'G', topic: 'T', liteTopicSet: ['a', 'b'] },
      ])
      return subscriptionSet[0]?.offsetOption
    }
    expect(
      ([undefined, 'first', 'last', { offset: 7n }, { back: 3 }] as const).map(optionOf),
    ).toEqual([
      undefined,
      { type: 'POLICY', value: 1 },
      { type: 'POLICY', value: 2 },
      { type: 'OFFSET', value: 7 },
      { type: 'TAIL_N', value: 3 },
    ])
  })

  it('are popped by the client that subscribes', () => {
    const request = popLiteRequest({
      ...{ clientId: 'c', consumerGroup: 'G', topic: 'T', maxMsgNums: 32, invisibleMs: 1000 },
      ...{ pollMs: 5000, bornTimeMs: 7, attemptId: 'x' },
    })
    expect(request).toEqual({
      code: 200_070,
      ext: {
        ...{ clientId: 'c', consumerGroup: 'G', topic: 'T', maxMsgNum: '32', attemptId: 'x' },
        ...{ invisibleTime: '1000', pollTime: '5000', bornTime: '7' },
      },
    })
  })

  it.each([
    ['2', 2],
    ['0 qo0%0 3', 3],
    ['', 0],
    ['strange', 0],
  ])('say how often a message was popped before: %j', (orderCountInfo, count) => {
    const ext = {
      popTime: '1700000000000',
      invisibleTime: '60000',
      reviveQid: '999',
      orderCountInfo,
    }
    const { popped } = readPopLiteResponse(answer({ ext, body: HAND_MADE_V1 }), SUBJECT, OPTIONS)
    expect(popped.map(({ message }) => message.reconsumeTimes)).toEqual([count])
    expect(popped.map(({ handle }) => formatPopHandle(handle))).toEqual([
      '0 1700000000000 60000 999 0 broker-a 0 9007199254740993',
    ])
  })
})
