import { describe, expect, it } from '@jest/globals'

import { outcomeOf, outcomeOfError } from '../../src/consume/listener-outcome.js'
import { restoreMessage } from '../../src/consume/restore-message.js'
import { reconsumeLater } from '../../src/index.js'
import { pulled } from '../pull/held.js'

describe('the answer of a listener', () => {
  const decided = { delay: 'brokerDecides' }
  it.each([
    [undefined, { consumed: 3, kind: 'success', ...decided }],
    ['success', { consumed: 3, kind: 'success', ...decided }],
    ['reconsumeLater', { consumed: 0, kind: 'failed', ...decided }],
    [reconsumeLater(4), { consumed: 0, kind: 'failed', delay: { level: 4 } }],
    [reconsumeLater('deadLetter'), { consumed: 0, kind: 'failed', delay: 'deadLetter' }],
    [{ consumed: 2 }, { consumed: 2, kind: 'failed', ...decided }],
    [{ consumed: 7 }, { consumed: 3, kind: 'success', ...decided }],
    [{ consumed: -1 }, { consumed: 0, kind: 'failed', ...decided }],
  ] as const)('%j is read as %j', (answer, outcome) => {
    expect(outcomeOf(answer, 3)).toEqual(outcome)
  })

  it.each([true, 42, 'ok', null, {}, { consumed: 'all' }])(
    'that is none counts as a failure: %j',
    (odd) => {
      expect(outcomeOf(odd as never, 1)).toEqual({ consumed: 0, kind: 'unknownAnswer', ...decided })
    },
  )

  it('that threw keeps what it threw', () => {
    const error = new Error('broken')
    expect(outcomeOfError(error)).toMatchObject({ consumed: 0, kind: 'exception', error })
  })

  it('asks for levels that brokers can have', () => {
    expect(() => reconsumeLater(0)).toThrow(RangeError)
    expect(() => reconsumeLater(1.5)).toThrow('whole number')
  })
})

describe('a message that is restored', () => {
  it('has the topic it was sent to, without the namespace', () => {
    const retried = pulled(0, 'x', {
      topic: '%RETRY%ns%G',
      systemProperties: { RETRY_TOPIC: 'ns%orders' },
    })
    expect(restoreMessage(retried, 'ns%G', 'ns').topic).toBe('orders')
    expect(restoreMessage(pulled(0, 'x', { topic: 'ns%orders' }), 'ns%G', 'ns').topic).toBe(
      'orders',
    )
  })

  it('keeps its topic where it only looks like one that comes again', () => {
    const own = pulled(0, 'x', { topic: 'T', systemProperties: { RETRY_TOPIC: 'other' } })
    expect(restoreMessage(own, 'G', undefined)).toBe(own)
  })
})
