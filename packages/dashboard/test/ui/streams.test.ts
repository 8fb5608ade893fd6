import { jest } from '@jest/globals'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { StreamEvent, StreamItemView } from '../../src/contract/index.js'
import {
  MOST_ITEMS,
  NO_ITEMS,
  passagesOf,
  textOf,
  withItems,
} from '../../ui/src/pages/job/streams/shown-items.js'
import { StreamReader } from '../../ui/src/pages/job/streams/stream-reader.js'
import type { StreamListener } from '../../ui/src/server/live-feed.js'

const item = (n: number, more: Partial<StreamItemView> = {}): StreamItemView => ({
  ...{ id: `b-${n}`, text: `t${n} `, isText: true, isCut: false, jobTry: 1, run: 'one', missed: 0 },
  ...more,
})

describe('what is shown of a stream', () => {
  it('is its newest items, and how many were before them', () => {
    const many = Array.from({ length: MOST_ITEMS + 5 }, (_, n) => item(n))
    const shown = withItems(withItems(NO_ITEMS, many.slice(0, 10)), many.slice(10))
    expect(shown.items).toHaveLength(MOST_ITEMS)
    expect([shown.earlier, shown.items[0]!.id]).toEqual([5, 'b-5'])
    expect(withItems(shown, [item(9999)]).earlier).toBe(6)
  })

  it('is read in passages: another one where the task began anew, or items are gone', () => {
    const [a, b, c] = [item(1), item(2), item(3, { run: 'two', jobTry: 2 })]
    const d = item(9, { run: 'two', missed: 5, isText: false, text: '{"n":1}' })
    expect(passagesOf([])).toEqual([])
    expect(passagesOf([a, b, c, d])).toMatchObject([
      { items: [a, b], isAnew: false },
      { items: [c], isAnew: true },
      { items: [d], isAnew: false },
    ])
    expect(textOf([a, b, d])).toBe('t1 t2 {"n":1}\n')
  })
})

describe('a reader of a stream', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  /** Connections in the order in which they were opened. */
  function world() {
    const opened: { after: string | undefined; listener: StreamListener; isClosed: boolean }[] = []
    const items: string[] = []
    const states: string[] = []
    const reader = new StreamReader({
      open: (after, listener) => {
        const connection = { after, listener, isClosed: false }
        opened.push(connection)
        return { close: () => void (connection.isClosed = true) }
      },
      onItems: (came) => void items.push(...came.map(({ id }) => id)),
      onState: (state, message) => void states.push(message ?? state),
    })
    const say = (event: StreamEvent, at = opened.length - 1) =>
      opened[at]!.listener.onMessage(JSON.stringify(event))
    return { opened, items, states, reader, say }
  }

  it('goes on after the last item when it is cut off, and nothing comes twice', () => {
    const { opened, items, states, say } = world()
    opened[0]!.listener.onOpen?.()
    say({ type: 'item', item: item(1) })
    opened[0]!.listener.onBreak(false)
    // A browser comes back by itself, from where it began.
    expect(opened[0]!.isClosed).toBe(true)
    say({ type: 'item', item: item(1) }, 0)
    expect(states).toEqual(['opening', 'live', 'broken'])
    jest.advanceTimersByTime(2000)
    expect(opened[1]!.after).toBe('b-1')
    say({ type: 'item', item: item(2) })
    say({ type: 'end' })
    expect(items).toEqual(['b-1', 'b-2'])
    expect(states.at(-1)).toBe('ended')
    jest.advanceTimersByTime(60_000)
    expect(opened).toHaveLength(2)
  })

  it('reads nothing while it is paused, and then goes on where it was', () => {
    const { opened, items, states, reader, say } = world()
    say({ type: 'item', item: item(1) })
    reader.pause()
    say({ type: 'item', item: item(2) })
    jest.advanceTimersByTime(60_000)
    expect([opened.length, opened[0]!.isClosed, items]).toEqual([1, true, ['b-1']])
    reader.goOn()
    expect(opened[1]!.after).toBe('b-1')
    expect(states).toEqual(['opening', 'paused', 'opening'])
    reader.close()
    expect(opened[1]!.isClosed).toBe(true)
  })

  it('says why it cannot be read, and does not try again', () => {
    const { opened, states, say } = world()
    say({ type: 'trouble', code: 'ARQ_KEY_MISSING', message: 'no key' })
    jest.advanceTimersByTime(60_000)
    expect([states.at(-1), opened.length]).toEqual(['no key', 1])
  })

  it('tells of what came within a moment at once', () => {
    const { items, say } = world()
    for (let n = 0; n < 50; n += 1) say({ type: 'item', item: item(n) })
    expect(items).toEqual([])
    jest.advanceTimersByTime(100)
    expect(items).toHaveLength(50)
  })
})
