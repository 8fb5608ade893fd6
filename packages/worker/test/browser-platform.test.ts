import { setTimeout } from 'node:timers/promises'

import { ConfigurationError } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import * as browser from '../src/platform/browser.js'
import * as node from '../src/platform/node.js'

// What one has, the other has, to be used in the same way: the compiler says so.
const platform: Omit<typeof node, 'LoopWatch'> = browser
const newLoopWatch = (ms: number): Pick<node.LoopWatch, keyof node.LoopWatch> =>
  new browser.LoopWatch(ms)

describe('the worker in a browser', () => {
  it('has every part that it has in Node, and no other', () => {
    expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort())
  })

  it('takes no other page for dead, nor for one of its own', () => {
    expect(platform.machineName()).not.toBe(platform.machineName())
    expect(platform.isProcessGone(platform.processId())).toBe(false)
  })

  it('refuses to listen, in a way that says what to do', () => {
    const open = (): unknown => platform.healthEndpoint({ port: 0 } as never)
    expect(open).toThrow(ConfigurationError)
    expect(open).toThrow(/healthEndpointPort: a page in a browser cannot listen/)
  })

  it('sees how long the event loop was held up', async () => {
    const watch = newLoopWatch(1)
    const endMs = performance.now() + 50
    while (performance.now() < endMs);
    // Its timer is due already, and comes before this one.
    await setTimeout(2)
    expect(watch.longestMs).toBeGreaterThanOrEqual(40)
    watch.reset()
    expect(watch.longestMs).toBe(0)
    watch.stop()
  })
})
