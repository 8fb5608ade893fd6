import { describe, expect, it, jest } from '@jest/globals'

import { callListener } from '../../src/consume/call-listener.js'
import type { MessageListener } from '../../src/consume/listener.js'
import { ListenerContext } from '../../src/consume/listener-context.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { pulled } from '../pull/held.js'

const SILENT = guardedLogger(silentLogger)

const QUEUE = { topic: 'T', brokerName: 'a', queueId: 0 }
const message = pulled(0)

function setup(consume: MessageListener['consume']) {
  const listener = {
    consume: jest.fn(consume),
    onSuccess: jest.fn<NonNullable<MessageListener['onSuccess']>>(),
    onException: jest.fn<NonNullable<MessageListener['onException']>>(),
  }
  const context = new ListenerContext({ topic: 'T', queue: QUEUE, reconsumeTimes: 2 })
  const call = () => callListener({ kind: 'single', listener }, [message], context, SILENT)
  return { listener, context, call }
}

describe('a listener with hooks', () => {
  it('is told of success, with the context that it consumed with', async () => {
    const { listener, context, call } = setup((_, { attributes }) => {
      attributes.set('seen', true)
    })
    await expect(call()).resolves.toMatchObject({ kind: 'success', consumed: 1 })
    expect(listener.onSuccess.mock.calls).toEqual([[message, context]])
    expect(listener.onException).not.toHaveBeenCalled()
    expect(context).toMatchObject({ topic: 'T', queue: QUEUE, reconsumeTimes: 2 })
    expect(context.attributes.get('seen')).toBe(true)
  })

  it('is told what it threw, and not of success', async () => {
    const error = new Error('no')
    const { listener, context, call } = setup(() => Promise.reject(error))
    await expect(call()).resolves.toMatchObject({ consumed: 0 })
    expect(listener.onException.mock.calls).toEqual([[message, error, context]])
    expect(listener.onSuccess).not.toHaveBeenCalled()
  })

  it('is told nothing when it asks for the message again', async () => {
    const { listener, call } = setup(() => 'reconsumeLater')
    await expect(call()).resolves.toMatchObject({ consumed: 0 })
    expect(listener.onSuccess).not.toHaveBeenCalled()
    expect(listener.onException).not.toHaveBeenCalled()
  })

  it('has consumed the message all the same when a hook throws', async () => {
    const { listener, call } = setup(() => undefined)
    listener.onSuccess.mockImplementation(() => {
      throw new Error('hook')
    })
    await expect(call()).resolves.toMatchObject({ kind: 'success', consumed: 1 })
  })
})
