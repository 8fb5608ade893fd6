import { describe, expect, it } from '@jest/globals'

import { fullBy } from '../../src/pull/pull-limits.js'
import { stallOf } from '../../src/pull/pull-watch.js'

const LIMITS = { pullTimeoutMs: 30_000, marginMs: 10_000 }

describe('a pull loop counts as stalled', () => {
  it.each([
    ['pulling', 40_001, 0, 'noAnswer'],
    ['pulling', 40_000, 0, undefined],
    ['full', 10_001, 0, 'noWakeUp'],
    ['full', 600_000, 1, undefined],
    ['paused', 600_000, 0, undefined],
    ['waiting', 600_000, 0, undefined],
  ] as const)('%s for %i ms with %i messages: %s', (phase, inPhaseMs, count, reason) => {
    expect(stallOf({ phase, inPhaseMs }, { count }, LIMITS)).toBe(reason)
  })
})

describe('a queue is full', () => {
  const limits = { maxMessages: 10, maxBytes: 100, maxSpan: 50 }
  it.each([
    [{ count: 9, bytes: 99, span: 49 }, undefined],
    [{ count: 10, bytes: 0, span: 0 }, 'messages'],
    [{ count: 1, bytes: 100, span: 0 }, 'bytes'],
    [{ count: 1, bytes: 1, span: 50 }, 'span'],
  ] as const)('with %j by %s', (held, by) => {
    expect(fullBy(held, limits)).toBe(by)
  })
})
