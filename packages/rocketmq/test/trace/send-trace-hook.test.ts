import { describe, expect, it } from '@jest/globals'

import { createMessage, type MessageInput } from '../../src/message/message.js'
import type { SendAttempt, SendOutcome } from '../../src/send/send-hook.js'
import type { SendResult } from '../../src/send/send-result.js'
import { parseSettings } from '../../src/settings/settings.js'
import { SendTraceHook } from '../../src/trace/send-trace-hook.js'
import type { TraceRecord } from '../../src/trace/trace-record.js'
import { traceSchema, type TraceSettings } from '../../src/trace/trace-settings.js'
import { traceGroupOf } from '../../src/trace/trace-topic.js'

function setup(settings: TraceSettings = {}) {
  const records: TraceRecord[] = []
  const hook = new SendTraceHook({
    settings: parseSettings('Trace settings', traceSchema, settings),
    dispatcher: { append: (record) => records.push(record) > 0 },
    clientId: () => 'client',
    namespace: () => 'ns',
  })
  return { hook, records }
}

const queue = { topic: 'T', brokerName: 'broker-a', queueId: 0 }

const attempt = (
  changes: Partial<SendAttempt> = {},
  input: Partial<MessageInput> = {},
): SendAttempt => ({
  kind: 'message',
  messages: [createMessage({ topic: 'ns%T', body: 'hello', tags: 'a', keys: 'k', ...input })],
  msgIds: ['ID1'],
  group: 'ns%g',
  queue,
  brokerName: 'broker-a',
  brokerAddress: 'h:1',
  attempt: 1,
  isOneway: false,
  bodyBytes: 5,
  startedAtMs: 1000,
  ...changes,
})

const stored = (changes: Partial<SendResult> = {}): SendOutcome => ({
  durationMs: 7.4,
  results: [
    {
      ...{ status: 'SEND_OK', msgId: 'ID1', offsetMsgId: 'OFF1', queue, queueOffset: 1n },
      ...{ transactionId: 'ID1', recallHandle: undefined, regionId: 'R', isTraceOn: true },
      ...{ brokerAddress: 'h:1', attempts: 1, ...changes },
    },
  ],
})

describe('SendTraceHook', () => {
  it('records a send, by the names that users know', () => {
    const { hook, records } = setup()
    hook.afterSend(attempt(), stored())

    expect(records).toEqual([
      {
        ...{ type: 'Pub', timestampMs: 1000, regionId: 'R', group: 'g', topic: 'T', msgId: 'ID1' },
        ...{ offsetMsgId: 'OFF1', tags: 'a', keys: ['k'], storeHost: 'h:1', bodyLength: 5 },
        ...{ costMs: 7, msgType: 'normal', isSuccess: true, clientHost: 'client' },
      },
    ])
  })

  it.each([{ delayLevel: 1 }, { delayMs: 1 }, { deliverAtMs: 1 }])('calls %j a delay', (delay) => {
    const { hook, records } = setup()
    hook.afterSend(attempt({}, delay), stored())
    hook.afterSend(attempt({ kind: 'half' }), stored())

    expect(records).toMatchObject([{ msgType: 'delay' }, { msgType: 'half' }])
  })

  it('records each message of a batch', () => {
    const { hook, records } = setup()
    const messages = ['1', '22'].map((body) => createMessage({ topic: 'ns%T', body }))
    const { results } = stored() as { results: readonly SendResult[] }
    hook.afterSend(attempt({ kind: 'batch', messages, msgIds: ['ID1', 'ID2'] }), {
      durationMs: 1,
      results: [...results, ...results],
    })

    expect(records).toMatchObject([
      { msgId: 'ID1', bodyLength: 1 },
      { msgId: 'ID2', bodyLength: 2 },
    ])
  })

  it('leaves out what says TRACE_ON=false, one-way sends, and traces themselves', () => {
    const { hook, records } = setup({ topic: 'own-traces' })
    hook.afterSend(attempt(), stored({ isTraceOn: false }))
    hook.afterSend(attempt({ isOneway: true }), { durationMs: 1, results: [] })
    hook.afterSend(attempt({ isOneway: true }), { durationMs: 1, error: new Error('gone') })
    for (const topic of ['own-traces', 'RMQ_SYS_TRACE_TOPIC', 'rmq_sys_TRACE_DATA_r1']) {
      hook.afterSend(attempt({}, { topic }), stored())
    }

    expect(records).toEqual([])
  })

  it('records what failed, and what is stored less safely than set up, as no success', () => {
    const failed: SendOutcome = { error: new Error('gone'), durationMs: 3 }
    const local = setup()
    local.hook.afterSend(attempt(), failed)
    local.hook.afterSend(attempt(), stored({ status: 'FLUSH_DISK_TIMEOUT' }))
    const cloud = setup({ channel: 'cloud' })
    cloud.hook.afterSend(attempt(), failed)

    expect(local.records).toMatchObject([
      { isSuccess: false, regionId: 'DefaultRegion', offsetMsgId: undefined },
      { isSuccess: false, regionId: 'R' },
    ])
    expect(cloud.records).toEqual([])
  })

  it('records recalls', () => {
    const { hook, records } = setup()
    const recall = { group: 'ns%g', topic: 'ns%T', recallHandle: 'x', msgId: 'ID1', startedAtMs: 5 }
    hook.afterRecall({ ...recall, error: undefined })
    hook.afterRecall({ ...recall, error: new Error('too late') })

    expect(records).toMatchObject([
      { type: 'Recall', group: 'g', topic: 'T', msgId: 'ID1', timestampMs: 5, isSuccess: true },
      { isSuccess: false },
    ])
  })
})

describe('the group that traces are sent by', () => {
  it('names the traced one, and is never too long', () => {
    expect(traceGroupOf('g', 'PRODUCE')).toBe('_INNER_TRACE_PRODUCER-g-PRODUCE')
    expect(traceGroupOf('x'.repeat(120), 'CONSUME')).toHaveLength(120)
    expect(traceGroupOf('x'.repeat(120), 'CONSUME')).toMatch(/-CONSUME$/)
  })
})
