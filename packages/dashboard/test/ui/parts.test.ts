import { describe, expect, it } from '@jest/globals'

import { progressOf } from '../../ui/src/parts/progress-of.js'
import { entriesOf, kindOf, openDepth, previewOf } from '../../ui/src/parts/tree-text.js'
import { windowOfRows } from '../../ui/src/parts/window-of-rows.js'

describe('windowOfRows', () => {
  const rows = { rowCount: 10_000, rowHeight: 40, seenHeight: 800 }

  it('draws what is in sight and a few around it, however long the list', () => {
    const { first, end } = windowOfRows({ ...rows, hiddenAbove: 200_000 })
    expect(first).toBe(4_988)
    expect(end).toBe(5_032)
  })

  it('draws the first rows while the list is below, and the last at its end', () => {
    expect(windowOfRows({ ...rows, hiddenAbove: -300 })).toEqual({ first: 0, end: 25 })
    expect(windowOfRows({ ...rows, hiddenAbove: 399_600 }).end).toBe(10_000)
    expect(windowOfRows({ ...rows, hiddenAbove: 900_000 })).toEqual({ first: 10_000, end: 10_000 })
  })

  it('draws nothing of nothing', () => {
    expect(windowOfRows({ ...rows, rowCount: 0, hiddenAbove: 0 })).toEqual({ first: 0, end: 0 })
  })
})

describe('a tree', () => {
  it('tells kinds apart', () => {
    expect([{}, [], '', 0, false, null, undefined].map(kindOf)).toEqual([
      'object',
      'list',
      'text',
      'number',
      'boolean',
      'null',
      'null',
    ])
  })

  it('has the entries of lists and objects, and none of a text', () => {
    expect(entriesOf(['a'])).toEqual([{ key: '0', value: 'a' }])
    expect(entriesOf({ __proto__x: 1 })).toEqual([{ key: '__proto__x', value: 1 }])
    expect(entriesOf('text')).toEqual([])
  })

  it('is folded where it is large', () => {
    expect(openDepth({ a: 1 })).toBe(8)
    expect(openDepth(Array.from({ length: 20_000 }, () => 'a long text'))).toBe(1)
    expect(previewOf({ a: 'x'.repeat(200) })).toHaveLength(81)
  })
})

describe('progressOf', () => {
  it.each([
    [0.25, 0.25],
    [25, 0.25],
    [{ percent: 40 }, 0.4],
    [{ done: 3, total: 4 }, 0.75],
    [{ done: 9, total: 4 }, 1],
    [{ progress: 0.5 }, 0.5],
  ])('reads %j', (value, share) => {
    expect(progressOf(value)?.share).toBe(share)
  })

  it('keeps what it says beside', () => {
    expect(progressOf({ done: 1, total: 2, message: 'page 1' })?.note).toBe('page 1')
  })

  it.each([['half'], [null], [-1], [400], [{ done: 1, total: 0 }], [[1, 2]]])(
    'leaves %j as it is',
    (value) => expect(progressOf(value)).toBeUndefined(),
  )
})
