import { afterEach, describe, expect, it } from '@jest/globals'

import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import { CODE } from './scripted-broker.js'
import { setup, tearDown } from './setup.js'

afterEach(tearDown)

const TRACE_TOPIC = 'RMQ_SYS_TRACE_TOPIC'

describe('traces of transactions', () => {
  async function traced(properties?: string) {
    const servers = await setup(createSimpleTransactionListener({ execute: 'rollback' }), {
      transaction: { topics: ['T'] },
      trace: {},
    })
    const { routes, seen, producer } = servers
    // All topics of the scripted broker are alike.
    const body = routes.get('T')
    if (body) routes.set(TRACE_TOPIC, body)
    servers.check({ transactionId: 'ID1', ...(properties !== undefined && { properties }) })
    await servers.awaited(CODE.end)
    const { msgId } = await producer.sendMessageInTransaction(
      createTransactionMessage({ topic: 'T', body: 'b', tags: 'a' }),
    )
    await producer.close()
    const traces = seen(CODE.send).filter(({ extFields }) => extFields['b'] === TRACE_TOPIC)
    const records = traces.flatMap(({ body: text }) =>
      text
        .toString()
        .split('\u0002')
        .filter((record) => record !== '')
        .map((record) => record.split('\u0001')),
    )
    return { msgId, traces, records, address: servers.broker.address, producer }
  }

  it('tell of answers to checks, half messages and ends, by a group of their own', async () => {
    const { msgId, traces, records, address, producer } = await traced('MSG_REGION\u0001r2\u0002')

    expect(traces.map(({ extFields }) => extFields['a'])).toEqual([
      '_INNER_TRACE_PRODUCER-g-PRODUCE',
    ])
    expect(records.map(([type, , region, group]) => [type, region, group])).toEqual([
      ['EndTransaction', 'r2', 'g'],
      ['Pub', 'R', 'g'],
      ['EndTransaction', 'R', 'g'],
    ])
    expect(records[0]?.slice(4)).toEqual([
      'T',
      'ID1',
      '',
      '',
      address,
      '2',
      'ID1',
      'COMMIT_MESSAGE',
      'true',
    ])
    expect(records[2]?.slice(4)).toEqual([
      'T',
      msgId,
      'a',
      '',
      address,
      '2',
      msgId,
      'ROLLBACK_MESSAGE',
      'false',
    ])
    expect(producer.stats().trace).toEqual({ pending: 0, sent: 3, dropped: 0, failed: 0 })
  })

  it('leave out what says TRACE_ON=false', async () => {
    const { records } = await traced('TRACE_ON\u0001false\u0002')

    expect(records.map(([type]) => type)).toEqual(['Pub', 'EndTransaction'])
  })
})
