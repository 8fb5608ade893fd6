import { describe, expect, it } from '@jest/globals'

import { ServerClock } from '../src/server-clock.js'

const HOUR_MS = 3_600_000
/** Of the server, against ours. */
const aheadMs = (clock: ServerClock): number => Math.round(clock.now() - Date.now())

describe('the clock of the server', () => {
  /** An answer that was on its way for `roundTripMs`, from a server that is ahead of us. */
  const tell = (clock: ServerClock, aheadMs: number, roundTripMs: number, inMs = 0): void => {
    const sentMs = performance.now() + inMs
    const serverMs = Date.now() + inMs + roundTripMs / 2 + aheadMs
    clock.told(serverMs, { sentMs, heardMs: sentMs + roundTripMs })
  }
  const near = (ms: number, byMs = 5) => ({
    asymmetricMatch: (actual: unknown) => Math.abs(Number(actual) - ms) <= byMs,
  })

  it('is ours until the server has told its own', () => {
    const clock = new ServerClock()
    expect(aheadMs(clock)).toEqual(near(0))
    tell(clock, HOUR_MS, 2)
    expect(aheadMs(clock)).toEqual(near(HOUR_MS))
  })

  it('is not set by an answer that took long, and by one that took as long as the last', () => {
    const clock = new ServerClock()
    tell(clock, HOUR_MS, 2)
    tell(clock, 2 * HOUR_MS, 4000)
    expect(aheadMs(clock)).toEqual(near(HOUR_MS))
    // The server was replaced by another.
    tell(clock, 3 * HOUR_MS, 2)
    expect(aheadMs(clock)).toEqual(near(3 * HOUR_MS))
  })

  it('is set by a worse answer when the better one has grown old', () => {
    const clock = new ServerClock()
    tell(clock, HOUR_MS, 2)
    tell(clock, 2 * HOUR_MS, 100, HOUR_MS)
    expect(aheadMs(clock)).toEqual(near(2 * HOUR_MS))
  })
})
