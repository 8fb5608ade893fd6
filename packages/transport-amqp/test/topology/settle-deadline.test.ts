import { describe, expect, it } from '@jest/globals'

import { settleDeadline } from '../../src/topology/settle-deadline.js'

const HOUR = 3_600_000
const HALF = 1_800_000

describe('how long the broker lets a consumer keep a message', () => {
  it.each([
    ['3.10.8', undefined, HOUR, HALF],
    ['3.11.28', HOUR, HOUR, HALF],
    ['3.12.0', HOUR, undefined, HOUR],
    ['4.2.1', undefined, HOUR, HALF],
    ['4.2.1', 60_000, HOUR, 60_000],
    [undefined, HOUR, HOUR, HALF],
  ])(
    'on RabbitMQ %s, with the queue saying %s and the worker wanting %s, is %s, and cannot be asked for',
    (brokerVersion, ownMs, wantedMs, settleWithinMs) => {
      const rules = { isQuorum: true, ownMs, brokersMs: HALF }
      expect(settleDeadline(rules, { brokerVersion, wantedMs })).toEqual({
        settleWithinMs,
        argumentMs: undefined,
      })
    },
  )

  it('is raised by the consumer from 4.3, and never lowered', () => {
    const rules = { isQuorum: true, ownMs: undefined, brokersMs: HALF }
    const of = (wantedMs: number) => settleDeadline(rules, { brokerVersion: '4.3.6', wantedMs })
    expect(of(HOUR)).toEqual({ settleWithinMs: HOUR, argumentMs: HOUR })
    expect(of(60_000)).toEqual({ settleWithinMs: HALF, argumentMs: undefined })
  })

  it('is for ever on classic queues from 4.3, and where the broker was told so', () => {
    const asked = { brokerVersion: '4.3.6', wantedMs: HOUR }
    const classic = { isQuorum: false, ownMs: undefined, brokersMs: HALF }
    expect(settleDeadline(classic, asked).settleWithinMs).toBeUndefined()
    const unlimited = { isQuorum: true, ownMs: undefined, brokersMs: undefined }
    expect(settleDeadline(unlimited, asked).settleWithinMs).toBeUndefined()
    expect(settleDeadline(unlimited, { ...asked, brokerVersion: '3.10.8' }).settleWithinMs).toBe(
      undefined,
    )
  })
})
