import type { Delivery } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type LetterQueues, walkLetters } from '../../src/letters/letter-walk.js'

const QUEUE = 'orders.dlq'

let broker: MemoryBroker
let transport: MemoryTransport

beforeEach(async () => {
  broker = new MemoryBroker()
  transport = new MemoryTransport({ broker })
  await transport.connect()
})
afterEach(() => transport.close())

async function park(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const body = Buffer.from(String(n))
    const letter = { queueName: QUEUE, kind: 'deadLetter', body, headers: {} } as const
    await transport.publish({ ...letter, messageId: `m${String(n)}` })
  }
}

const left = async () => {
  const info = await transport.queueInfo(QUEUE)
  return info === undefined ? undefined : info.ready + (info.unacknowledged ?? 0)
}

const numberOf = ({ body }: Delivery): number => Number(Buffer.from(body).toString())

describe('a walk through dead letters', () => {
  it('visits each once, the oldest first, drops what was taken and gives back what was kept', async () => {
    await park(5)
    const seen: number[] = []
    const end = await walkLetters(transport, QUEUE, {
      atOnce: 1,
      visit: (letter) => {
        seen.push(numberOf(letter))
        return numberOf(letter) % 2 === 0 ? 'taken' : 'kept'
      },
    })
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(end).toEqual({ total: 5, visited: 5 })
    expect(await transport.queueInfo(QUEUE)).toMatchObject({ ready: 2, unacknowledged: 0 })
  })

  it('acknowledges no letter before its visit has ended', async () => {
    await park(3)
    let go = (): void => undefined
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    let begun = 0
    let allAreBegun = (): void => undefined
    const allBegun = new Promise<void>((resolve) => {
      allAreBegun = resolve
    })
    const walked = walkLetters(transport, QUEUE, {
      atOnce: 3,
      visit: async () => {
        begun += 1
        if (begun === 3) allAreBegun()
        await held
        return 'taken' as const
      },
    })
    await allBegun
    expect(await left()).toBe(3)
    go()
    await walked
    expect(await left()).toBe(0)
  })

  it('gives everything back when a visit fails, and says why', async () => {
    await park(3)
    const visit = (letter: Delivery) => {
      if (numberOf(letter) === 1) throw new Error('the broker refuses')
      return 'kept' as const
    }
    await expect(walkLetters(transport, QUEUE, { atOnce: 1, visit })).rejects.toThrow('refuses')
    expect(await transport.queueInfo(QUEUE)).toMatchObject({ ready: 3, unacknowledged: 0 })
  })

  it('ends although another reader holds letters', async () => {
    await park(3)
    await new Promise<void>((resolve) => {
      void transport.consume(QUEUE, { prefetch: 1 }, () => resolve())
    })
    const end = await walkLetters(transport, QUEUE, { atOnce: 1, visit: () => 'taken' })
    expect(end).toEqual({ total: 2, visited: 2 })
  })

  it('does not visit what comes back to the queue meanwhile', async () => {
    await park(2)
    let visits = 0
    const visit = async () => {
      visits += 1
      await park(1)
      return 'taken' as const
    }
    await walkLetters(transport, QUEUE, { atOnce: 1, visit })
    expect(visits).toBe(2)
    expect(await left()).toBe(2)
  })

  it('ends when what it gave back lies in the queue again: the next one misses none', async () => {
    await park(3)
    const looks: (number | undefined)[] = []
    let given = 0
    // A broker puts back what it is given back in its own time: here one of three, until it has been looked at twice.
    const slow: LetterQueues = {
      consume: (...args) => transport.consume(...args),
      queueInfo: async (name) => {
        const info = await transport.queueInfo(name)
        const isLate = given === 3 && looks.length < 2
        const seen = info && isLate ? { ...info, ready: 1 } : info
        if (given === 3) looks.push(seen?.ready)
        return seen
      },
    }
    const visit = () => {
      given += 1
      return 'kept' as const
    }
    await walkLetters(slow, QUEUE, { atOnce: 1, visit })
    expect(looks).toEqual([1, 1, 3])
    const next = await walkLetters(slow, QUEUE, { atOnce: 1, visit: () => 'taken' })
    expect(next).toEqual({ total: 3, visited: 3 })
  })

  it('creates no queue', async () => {
    const visit = () => 'kept' as const
    expect(await walkLetters(transport, 'nope.dlq', { atOnce: 1, visit })).toBeUndefined()
    expect(await transport.queueInfo('nope.dlq')).toBeUndefined()
  })
})
