import { afterEach, describe, expect, it } from '@jest/globals'

import { createMessage } from '../../src/message/message.js'
import { createSimpleTransactionListener } from '../../src/transaction/simple-transaction-listener.js'
import { createTransactionMessage } from '../../src/transaction/transaction-message.js'
import { CODE } from './scripted-broker.js'
import { setup, tearDown } from './setup.js'

afterEach(tearDown)

const order = { topic: 'T', body: 'order' }
const IMMUNITY = 'CHECK_IMMUNITY_TIME_IN_SECONDS\u0001'

describe('checkImmunitySeconds', () => {
  it('tells the broker how long not to ask, beside what makes it a half message', async () => {
    const { producer, seen } = await setup(createSimpleTransactionListener())
    await producer.sendMessageInTransaction(
      createTransactionMessage({ ...order, checkImmunitySeconds: 60 }),
    )

    const properties = seen(CODE.send)[0]?.extFields['i']
    expect(properties).toContain(`${IMMUNITY}60\u0002`)
    expect(properties).toContain('TRAN_MSG\u0001true\u0002')
    expect(properties).toContain('PGROUP\u0001g\u0002')
  })

  it('is left to the broker where it is left out', async () => {
    const { producer, seen } = await setup(createSimpleTransactionListener())
    await producer.sendMessageInTransaction(createTransactionMessage(order))
    await producer.sendMessageInTransaction(createMessage(order))

    expect(seen(CODE.send).map(({ extFields }) => extFields['i']?.includes(IMMUNITY))).toEqual([
      false,
      false,
    ])
  })

  it.each([0, -1, 1.5, NaN, Infinity])('of %d is refused, and nothing is sent', async (seconds) => {
    const { producer, seen } = await setup(createSimpleTransactionListener())
    const wrong = { ...createMessage(order), checkImmunitySeconds: seconds }

    await expect(producer.sendMessageInTransaction(wrong)).rejects.toMatchObject({
      code: 'ROCKETMQ_MESSAGE_INVALID',
    })
    expect(() => createTransactionMessage({ ...order, checkImmunitySeconds: seconds })).toThrow(
      /checkImmunitySeconds: must be a whole number of seconds of at least 1, got/,
    )
    expect(seen(CODE.send)).toEqual([])
  })
})
