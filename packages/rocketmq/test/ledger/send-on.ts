import type { Producer } from '../../src/index.js'
import type { Ledger } from './ledger.js'

/** Sends until it is stopped, so many at a time, and enters what was stored. */
export function sendOn(
  producer: Producer,
  { topic, ledger, width = 50 }: { topic: string; ledger: Ledger; width?: number },
): { readonly stop: (atLeast?: number) => Promise<void> } {
  const state = { isStopped: false, atLeast: 0, next: 0 }
  const line = (async () => {
    while (!state.isStopped || state.next < state.atLeast) {
      const bodies = Array.from({ length: width }, () => `m${state.next++}`)
      const sends = bodies.map((body) => producer.send({ topic, body }))
      for (const [index, { status }] of (await Promise.allSettled(sends)).entries()) {
        // What could not be sent is in nobody's ledger.
        if (status === 'fulfilled') ledger.store(bodies[index]!)
      }
    }
  })()
  return {
    stop: async (count = 0) => {
      state.atLeast = count
      state.isStopped = true
      await line
    },
  }
}

/** As {@link sendOn}, for order: each key has one message under way at a time, `key/0`, `key/1` and so on. */
export function sendSteps(
  producer: Producer,
  { topic, ledger, keys }: { topic: string; ledger: Ledger; keys: readonly string[] },
): { readonly stop: () => Promise<void> } {
  let isStopped = false
  const lines = keys.map(async (key) => {
    for (let step = 0; !isStopped;) {
      const body = `${key}/${step}`
      try {
        await producer.send({ topic, body, shardingKey: key })
        ledger.store(body)
        step += 1
      } catch {
        // Whether it was stored is not known: the same step again keeps the order.
      }
    }
  })
  return {
    stop: async () => {
      isStopped = true
      await Promise.all(lines)
    },
  }
}
