import { describe, expect, it } from '@jest/globals'

import { ConfirmWindow } from '../../src/publish/confirm-window.js'
import { toOutbound } from '../../src/publish/outbound.js'
import { PendingPublish } from '../../src/publish/pending-publish.js'
import { jobMessage } from '../transport-bench.js'

function publishOf(messageId: string): PendingPublish {
  const outbound = toOutbound(jobMessage('q', 'four', { messageId }))
  return new PendingPublish(
    outbound,
    0,
    () => {},
    () => {},
  )
}

const idsOf = (publishes: readonly PendingPublish[]): string[] =>
  publishes.map(({ outbound }) => outbound.properties.messageId)

function windowOf(...ids: string[]): ConfirmWindow {
  const window = new ConfirmWindow()
  for (const id of ids) window.add(publishOf(id))
  return window
}

describe('the window of unconfirmed messages', () => {
  it('gives back what a confirm is about, single or up to a tag, each once', () => {
    const window = windowOf('a', 'b', 'c', 'd', 'e')
    expect(idsOf(window.takeAnswered(2, false))).toEqual(['b'])
    expect(idsOf(window.takeAnswered(3, true))).toEqual(['a', 'c'])
    expect(idsOf(window.takeAnswered(3, true))).toEqual([])
    expect(idsOf(window.takeAnswered(5, false))).toEqual(['e'])
    expect(idsOf(window.takeAnswered(5, true))).toEqual(['d'])
    expect(window.size).toBe(0)
  })

  it('counts messages and bytes', () => {
    const window = windowOf('a', 'b')
    expect([window.size, window.bytes]).toEqual([2, 8])
    window.takeAnswered(1, false)
    expect([window.size, window.bytes]).toEqual([1, 4])
    expect(idsOf(window.drain())).toEqual(['b'])
    expect([window.size, window.bytes]).toEqual([0, 0])
  })

  it('marks the returned message by its id; of equal ids the earliest that is not marked', () => {
    const window = windowOf('a', 'same', 'same')
    window.markReturned('same', 'first')
    window.markReturned('same', 'second')
    window.markReturned('unknown', 'nobody')
    expect(window.takeAnswered(3, true).map(({ returnedReason }) => returnedReason)).toEqual([
      undefined,
      'first',
      'second',
    ])
  })
})
