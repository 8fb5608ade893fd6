import { describe, expect, it } from '@jest/globals'

import {
  queryAssignmentRequest,
  readQueryAssignmentResponse,
  setRequestModeRequest,
} from '../../src/protocol/requests/assignment.js'
import { answer } from './answers.js'

const SUBJECT = { address: 'a:1', topic: 'T', group: 'G' }
const bodyOf = (text: string) => answer({ body: Buffer.from(text) })

describe('an assignment by the broker', () => {
  it('is asked for in the words of brokers', () => {
    const question = { topic: 'T', consumerGroup: 'G', clientId: 'c', strategyName: 'AVG' }
    const { code, body } = queryAssignmentRequest(question)
    expect([code, JSON.parse(Buffer.from(body ?? '').toString())]).toEqual([
      400,
      { ...question, messageModel: 'CLUSTERING' },
    ])
  })

  it('says which queues, and how they are read', () => {
    const queue = { topic: 'T', brokerName: 'b', queueId: -1 }
    const body = JSON.stringify({ messageQueueAssignments: [{ messageQueue: queue, mode: 'POP' }] })
    expect(readQueryAssignmentResponse(bodyOf(body), SUBJECT)).toEqual({
      mode: 'pop',
      queues: [queue],
    })
    const pulled = body.replace('POP', 'PULL')
    expect(readQueryAssignmentResponse(bodyOf(pulled), SUBJECT)?.mode).toBe('pull')
  })

  it('tells none at all from one that is not known: a member keeps what it has then', () => {
    const none = '{"messageQueueAssignments":[]}'
    expect(readQueryAssignmentResponse(bodyOf(none), SUBJECT)).toEqual({ mode: 'pull', queues: [] })
    for (const unknown of ['{}', '{"messageQueueAssignments":null}']) {
      expect(readQueryAssignmentResponse(bodyOf(unknown), SUBJECT)).toBeUndefined()
    }
  })

  it('is set by topic and group', () => {
    const setting = { topic: 'T', consumerGroup: 'G', popShareQueueNum: 2 }
    const { code, body } = setRequestModeRequest({ ...setting, mode: 'pop' })
    expect([code, JSON.parse(Buffer.from(body ?? '').toString())]).toEqual([
      401,
      { ...setting, mode: 'POP' },
    ])
  })
})
