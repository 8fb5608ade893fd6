import { describe, expect, it } from '@jest/globals'

import { ListenerContext } from '../../src/consume/listener-context.js'

const create = () =>
  new ListenerContext({
    topic: 'T',
    queue: { topic: 'T', brokerName: 'a', queueId: 0 },
    reconsumeTimes: 0,
  })

describe('the context of a listener', () => {
  it('aborts a signal that was asked for before, and one that is asked for afterwards', () => {
    const context = create()
    const { signal } = context
    expect([signal.aborted, context.signal === signal]).toEqual([false, true])
    context.abort()
    expect(signal.aborted).toBe(true)
    const late = create()
    late.abort()
    expect(late.signal.aborted).toBe(true)
  })

  it('keeps attributes', () => {
    const context = create()
    context.attributes.set('a', 1)
    expect(context.attributes.get('a')).toBe(1)
  })
})
