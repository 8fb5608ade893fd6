import { describe, expect, it } from '@jest/globals'

import { withoutBrokerHeaders } from '../../src/wire/broker-headers.js'

describe('headers between a publisher and the broker', () => {
  it.each([
    ['CC', ['other']],
    ['BCC', ['other']],
    ['x-delay', 1000],
    ['x-death', [{ count: 3 }]],
    ['x-first-death-queue', 'q'],
    ['x-last-death-reason', 'expired'],
    ['x-delivery-count', 3],
    ['x-acquired-count', 3],
  ])('are taken out: %s', (name, value) => {
    expect(withoutBrokerHeaders({ mine: 1, [name]: value })).toEqual({ mine: 1 })
  })

  it.each(['cc', 'x-delayed', 'x-deaths', 'x-deliveries', 'x-retry-count', '__proto__x'])(
    'are only those: %s stays',
    (name) => {
      const headers = { [name]: 1 }
      expect(withoutBrokerHeaders(headers)).toBe(headers)
    },
  )
})
