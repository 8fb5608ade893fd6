import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { SettleLane } from '../../src/consume/settle-lane.js'
import { SettlePace } from '../../src/consume/settle-pace.js'
import type { SettleLink } from '../../src/wire/settle-link.js'

/** A channel that notes what is sent on it, and closes on what makes RabbitMQ close it. */
class FakeChannel implements SettleLink {
  readonly sent: string[] = []
  readonly #open = new Set<number>()
  isClosing = false

  deliver(tag: number): void {
    this.#open.add(tag)
  }

  ack(deliveryTag: number, multiple: boolean): void {
    this.#settle(deliveryTag)
    if (multiple) for (const tag of this.#open) if (tag < deliveryTag) this.#open.delete(tag)
    this.sent.push(`ack ${deliveryTag}${multiple ? ' and below' : ''}`)
  }

  nack(deliveryTag: number): void {
    this.#settle(deliveryTag)
    this.sent.push(`nack ${deliveryTag}`)
  }

  get unsettled(): number[] {
    return [...this.#open]
  }

  #settle(tag: number): void {
    if (this.isClosing) throw new Error('Channel closing')
    if (!this.#open.delete(tag)) throw new Error(`406: unknown delivery tag ${tag}`)
  }
}

/** @param prefetch by default so small that no ack can wait */
function setup(count: number, prefetch = 0) {
  const channel = new FakeChannel()
  const lane = new SettleLane(channel, new SettlePace(), prefetch)
  for (let tag = 1; tag <= count; tag += 1) {
    channel.deliver(tag)
    lane.delivered(tag)
  }
  const ack = (...tags: number[]): void => {
    for (const tag of tags) lane.ack(tag)
  }
  const nack = (tag: number): boolean => lane.nack(tag, true)
  return { channel, lane, ack, nack }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the acks of one turn', () => {
  it('leave as one, whatever their order', async () => {
    const { channel, ack } = setup(4)
    ack(3, 1, 2)
    expect(channel.sent).toEqual([])
    await turn()
    expect(channel.sent).toEqual(['ack 3 and below'])
  })

  it('leave one by one beyond a gap, and never name a settled tag again', async () => {
    const { channel, ack } = setup(5)
    ack(2, 3)
    await turn()
    expect(channel.sent).toEqual(['ack 2', 'ack 3'])
    ack(1)
    await turn()
    expect(channel.sent.slice(2)).toEqual(['ack 1'])
    ack(4, 5)
    await turn()
    expect(channel.sent.slice(3)).toEqual(['ack 5 and below'])
    expect(channel.unsettled).toEqual([])
  })

  it('do not reach over a nack of the same turn', async () => {
    const { channel, ack, nack } = setup(3)
    ack(1)
    nack(2)
    ack(3)
    await turn()
    expect(channel.sent).toEqual(['nack 2', 'ack 3 and below'])
  })

  it('settle everything exactly once in any order', async () => {
    for (let round = 0; round < 200; round += 1) {
      const { channel, ack, nack } = setup(30)
      const tags = Array.from({ length: 30 }, (_, index) => index + 1)
      tags.sort(() => Math.random() - 0.5)
      for (const tag of tags) {
        if (Math.random() < 0.2) nack(tag)
        else ack(tag)
        if (Math.random() < 0.3) await turn()
      }
      await turn()
      expect(channel.unsettled).toEqual([])
    }
  })
})

describe('acks right after others', () => {
  afterEach(() => void jest.useRealTimers())

  it.each([
    {
      prefetch: 10,
      waits: true,
      about: 'wait where the broker may still send half of the prefetch',
    },
    { prefetch: 9, waits: false, about: 'leave at once where it may not' },
  ])('$about', async ({ prefetch, waits }) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
    const { channel, ack } = setup(6, prefetch)
    ack(1)
    await turn()
    expect(channel.sent).toEqual(['ack 1'])
    ack(2)
    await turn()
    expect(channel.sent).toHaveLength(waits ? 1 : 2)
    jest.advanceTimersByTime(1)
    expect(channel.sent).toEqual(['ack 1', 'ack 2'])
  })

  it('leave when the channel is about to close', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
    const { channel, lane, ack } = setup(3, 100)
    ack(1)
    await turn()
    ack(2, 3)
    lane.flushAll()
    expect(channel.sent).toEqual(['ack 1', 'ack 3 and below'])
    jest.advanceTimersByTime(1)
    expect(channel.sent).toHaveLength(2)
  })
})

describe('closing', () => {
  it('holds acks beyond a gap back until the gap is gone', async () => {
    const { channel, lane, ack } = setup(3)
    lane.prepareClose()
    ack(2, 3)
    await turn()
    expect(channel.sent).toEqual([])
    ack(1)
    await turn()
    expect(channel.sent).toEqual(['ack 3 and below'])
    expect(lane.flushAll()).toBe(0)
  })

  it('sends the rest one by one in the end and asks for time for them', () => {
    const { channel, lane, ack } = setup(3)
    lane.prepareClose()
    ack(2, 3)
    expect(lane.flushAll()).toBeGreaterThan(100)
    expect(channel.sent).toEqual(['ack 2', 'ack 3'])
  })

  it('is drained when the last delivery has been settled', async () => {
    const { lane, ack, nack } = setup(2)
    let isDrained = false
    const drained = lane.drained().then(() => (isDrained = true))
    ack(1)
    await turn()
    expect(isDrained).toBe(false)
    nack(2)
    await drained
  })
})

describe('a dead channel', () => {
  it('takes nothing and says so', async () => {
    const { channel, lane, ack, nack } = setup(3)
    ack(1)
    lane.die()
    await turn()
    expect(lane.isDead).toBe(true)
    expect(lane.ack(2)).toBe(false)
    expect(nack(3)).toBe(false)
    expect(channel.sent).toEqual([])
  })

  it('is noticed when sending on it throws, without harm', async () => {
    const { channel, lane, ack } = setup(2)
    channel.isClosing = true
    ack(1, 2)
    await turn()
    expect(lane.isDead).toBe(true)
  })
})
