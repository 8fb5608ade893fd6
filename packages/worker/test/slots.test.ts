import { describe, expect, it } from '@jest/globals'

import { Lane } from '../src/intake/lane.js'
import { Slots } from '../src/intake/slots.js'

/** Everything that may start now, in order. */
function start(slots: Slots<string>): string[] {
  const started: string[] = []
  for (let next = slots.next(); next !== undefined; next = slots.next()) started.push(next)
  return started
}

const lane = (name: string, weight = 1, limit = 100) => ({ name, weight, limit })

describe('slots', () => {
  it('start no more at once than there are, and the next when one is free', () => {
    const slots = new Slots<string>(2, [lane('q')])
    for (const work of ['a', 'b', 'c', 'd']) slots.add('q', work)
    expect(start(slots)).toEqual(['a', 'b'])
    expect(slots.running).toBe(2)
    slots.free('q')
    expect(start(slots)).toEqual(['c'])
  })

  it('start as many as have become free, of several queues at once', () => {
    const slots = new Slots<string>(2, [lane('q', 1, 1), lane('r')])
    for (const work of ['a', 'b']) slots.add('q', work)
    expect(start(slots)).toEqual(['a'])
    slots.add('r', 'c')
    expect(start(slots)).toEqual(['c'])
    slots.free('q')
    slots.free('r')
    slots.add('r', 'd')
    expect(start(slots)).toEqual(['b', 'd'])
  })

  it('give each queue its share by weight, however much it has', () => {
    const slots = new Slots<string>(1, [lane('heavy', 3), lane('light', 1)])
    for (let n = 0; n < 40; n += 1) {
      slots.add('heavy', 'heavy')
      slots.add('light', 'light')
    }
    const order: string[] = []
    for (let n = 0; n < 40; n += 1) {
      const next = slots.next()!
      order.push(next)
      slots.free(next)
    }
    expect(order.filter((name) => name === 'heavy')).toHaveLength(30)
  })

  it('do not let a queue at its own limit hold up another one', () => {
    const slots = new Slots<string>(3, [lane('narrow', 1, 1), lane('wide')])
    for (const work of ['n1', 'n2']) slots.add('narrow', work)
    for (const work of ['w1', 'w2']) slots.add('wide', work)
    expect(start(slots)).toEqual(['n1', 'w1', 'w2'])
    slots.free('wide')
    expect(start(slots)).toEqual([])
    slots.free('narrow')
    expect(start(slots)).toEqual(['n2'])
  })

  it('give a queue that was empty no starts that it has missed', () => {
    const slots = new Slots<string>(1, [lane('busy'), lane('idle')])
    for (let n = 0; n < 10; n += 1) {
      slots.add('busy', 'busy')
      slots.next()
      slots.free('busy')
    }
    const order: string[] = []
    for (let n = 0; n < 3; n += 1) {
      slots.add('busy', 'busy')
      slots.add('idle', 'idle')
    }
    for (let n = 0; n < 6; n += 1) {
      const next = slots.next()!
      order.push(next)
      slots.free(next)
    }
    expect(order.slice(0, 4).filter((name) => name === 'idle')).toHaveLength(2)
  })

  it('know no queue but theirs', () => {
    expect(() => new Slots<string>(1, [lane('q')]).add('other', 'a')).toThrow('other')
  })
})

describe('a lane', () => {
  it('keeps its order over thousands of takes and waits', () => {
    const numbers = new Lane<number>({ weight: 1, limit: 1 })
    for (let n = 0; n < 5000; n += 1) numbers.wait(n, 0)
    for (let n = 0; n < 4000; n += 1) expect(numbers.take()).toBe(n)
    numbers.wait(5000, 0)
    expect(numbers.oldest).toBe(4000)
    expect(numbers.takeWhere(() => true)).toHaveLength(1001)
    expect(numbers.take()).toBeUndefined()
  })

  it('lets chosen work go and leaves the rest in its order', () => {
    const numbers = new Lane<number>({ weight: 1, limit: 1 })
    for (const n of [1, 2, 3, 4, 5]) numbers.wait(n, 0)
    expect(numbers.take()).toBe(1)
    expect(numbers.takeWhere((n) => n % 2 === 0)).toEqual([2, 4])
    expect([numbers.take(), numbers.take(), numbers.take()]).toEqual([3, 5, undefined])
  })

  it('has room below its limit, and counts what it ever started', () => {
    const numbers = new Lane<number>({ weight: 1, limit: 2 })
    numbers.began()
    expect(numbers.hasRoom).toBe(true)
    numbers.began()
    expect(numbers.hasRoom).toBe(false)
    numbers.ended()
    expect([numbers.hasRoom, numbers.started]).toEqual([true, 2])
  })
})

describe('slots that are held', () => {
  const queue = { name: 'q', weight: 1, limit: 2 }

  it('start nothing, and are free when what ran has ended', async () => {
    const slots = new Slots<string>(2, [queue])
    slots.add('q', 'a')
    slots.add('q', 'b')
    expect(slots.next()).toBe('a')
    let isFree = false
    const held = slots.hold(new AbortController().signal).then(() => (isFree = true))
    expect(slots.next()).toBeUndefined()
    await Promise.resolve()
    expect(isFree).toBe(false)
    slots.free('q')
    await held
    slots.takeHeld('q')
    expect(slots.running).toBe(1)
    slots.free('q')
    slots.release()
    expect(slots.next()).toBe('b')
  })

  it('are waited for no longer when the worker stops', async () => {
    const slots = new Slots<string>(1, [queue])
    slots.add('q', 'a')
    slots.next()
    const stop = new AbortController()
    const held = slots.hold(stop.signal)
    stop.abort()
    await held
    expect(slots.running).toBe(1)
  })

  it('let a suspect pass all that waits', () => {
    const slots = new Slots<string>(9, [queue, { ...queue, name: 'r' }])
    for (const work of ['a', 'b', 'c']) slots.add('q', work)
    slots.addFirst('q', 'first')
    expect(slots.next()).toBe('first')
    slots.addFirst('q', 'second')
    expect(slots.next()).toBe('second')
    slots.free('q')
    slots.free('q')
    expect([slots.next(), slots.next()]).toEqual(['a', 'b'])
    slots.addFirst('r', 'alone')
    expect(slots.next()).toBe('alone')
  })
})

describe('the work of many queues', () => {
  const queues = ['q', 'r'].map((name) => ({ name, weight: 1, limit: 1 }))

  it('goes on when one queue was emptied by others than a start', () => {
    const slots = new Slots<string>(2, queues)
    slots.add('q', 'withdrawn')
    slots.add('r', 'stays')
    expect(slots.takeWhere(() => true, 'q')).toEqual(['withdrawn'])
    expect(slots.next()).toBe('stays')
    expect(slots.hasWaiting).toBe(false)
  })

  it('is taken out of all of them at once', () => {
    const slots = new Slots<string>(2, queues)
    slots.add('q', 'a')
    slots.add('r', 'b')
    expect(slots.takeWhere(() => true)).toEqual(['a', 'b'])
    expect([slots.hasWaiting, slots.next()]).toEqual([false, undefined])
  })
})
