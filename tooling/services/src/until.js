import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks again and again until the answer is something, and gives up after `withinMs`.
 * @template T
 * @param {() => T | undefined | false | Promise<T | undefined | false>} ask
 * @param {{ what: string, withinMs: number, everyMs?: number }} options
 * @returns {Promise<T>}
 */
export async function until(ask, { what, withinMs, everyMs = 50 }) {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() >= deadline) {
      throw new Error(`waited ${withinMs / 1000} s in vain for: ${what}`)
    }
    await delay(everyMs)
  }
}
