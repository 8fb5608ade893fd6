import { describe, expect, it } from '@jest/globals'

import { delayMsOf } from '../../src/pop/pop-delay.js'

describe('the wait of a popped message that was not consumed', () => {
  it('grows with each failure, as in Java, and ends at two hours', () => {
    const waits = [0, 1, 2, 15, 16, 99].map((times) => delayMsOf('brokerDecides', times))
    expect(waits).toEqual([10_000, 30_000, 60_000, 7_200_000, 7_200_000, 7_200_000])
  })

  it('is that of the delay level where a listener names one', () => {
    const waits = [1, 3, 5, 18, 99].map((level) => delayMsOf({ level }, 7))
    expect(waits).toEqual([1000, 10_000, 60_000, 7_200_000, 7_200_000])
  })
})
