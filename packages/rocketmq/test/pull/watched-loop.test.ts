import { describe, expect, it } from '@jest/globals'

import { RequestLoop } from '../../src/pull/request-loop.js'
import { WatchedLoop } from '../../src/pull/watched-loop.js'

/** Every request that is under way counts as stalled. */
const AT_ONCE = { pullTimeoutMs: -1, marginMs: 0 }

function setup() {
  let requests = 0
  const loop = new WatchedLoop(
    () =>
      new RequestLoop({
        fullBy: () => undefined,
        onRoom: () => undefined,
        onFull: () => undefined,
        afterError: () => Promise.resolve(0),
        request: () => {
          requests += 1
          return new Promise(() => undefined)
        },
      }),
    { count: 0 },
  )
  return { loop, requests: () => requests }
}

describe('a loop whose request has no answer', () => {
  it('is started anew', () => {
    const { loop, requests } = setup()
    loop.start()
    expect(loop.reviveIfStalled(AT_ONCE)).toMatchObject({ reason: 'noAnswer' })
    expect(requests()).toBe(2)
  })

  it('stays paused when it was, and asks again once it is resumed', async () => {
    const { loop, requests } = setup()
    loop.start()
    loop.pause()
    expect(loop.reviveIfStalled(AT_ONCE)).toMatchObject({ reason: 'noAnswer' })
    expect([loop.phase, requests()]).toEqual(['paused', 1])
    loop.resume()
    await Promise.resolve()
    expect([loop.phase, requests()]).toEqual(['pulling', 2])
  })

  it('stays ended when it was', () => {
    const { loop, requests } = setup()
    loop.start()
    loop.stop()
    expect(loop.reviveIfStalled(AT_ONCE)).toBeUndefined()
    expect([loop.phase, requests()]).toEqual(['stopped', 1])
  })
})
