import { getMaxListeners } from 'node:events'

import { describe, expect, it } from '@jest/globals'

import { abortControllerForMany } from '../src/time/abort-controller.js'

describe('a controller for many waits', () => {
  it('has a signal whose listeners Node does not count, and which aborts', () => {
    const controller = abortControllerForMany()
    expect(getMaxListeners(controller.signal)).toBe(Infinity)
    controller.abort()
    expect(controller.signal.aborted).toBe(true)
  })
})
