import { setTimeout as wait } from 'node:timers/promises'

/**
 * Calls `send` at a steady rate whether or not earlier calls have been answered. Each call is told
 * when it was due: a stall delays calls, and that time counts as theirs.
 * @param {import('../contract.d.ts').JobRange & { rate: number }} options calls per second
 * @param {(sequence: number, dueAtMs: number) => void} send times are those of `performance.now()`
 */
export async function openLoop({ from, count, rate }, send) {
  const intervalMs = 1000 / rate
  const startedAt = performance.now()
  let sent = 0
  while (sent < count) {
    const dueCalls = Math.min(count, Math.floor((performance.now() - startedAt) / intervalMs) + 1)
    while (sent < dueCalls) {
      send(from + sent, startedAt + sent * intervalMs)
      sent += 1
    }
    // A timer is late rather than soon; between calls that are far apart this process can sleep.
    await wait(Math.max(1, startedAt + sent * intervalMs - performance.now() - 1))
  }
}
