/** What a job is given that waits in vain. */
export const TIMED_OUT = 'timed out'

/** Long enough for a client that is killed, frozen and started again in between. */
const LONG_TIMEOUT_MS = 45_000

/**
 * When a signal comes: before the job has begun, while it waits, twice at about the same time, or when its wait is about
 * to be over.
 */
const MOMENTS = /** @type {const} */ (['before', 'while', 'twice', 'late'])

/**
 * A job that waits for one signal, and the calls that give it.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planSignals(random, { first, clients }) {
  const moment = random.pick(MOMENTS)
  const timeoutMs = moment === 'late' ? random.between(1500, 4000) : LONG_TIMEOUT_MS
  const deferMs = moment === 'before' ? random.between(800, 3000) : 0
  const call = (/** @type {number} */ afterMs, /** @type {number} */ index) => ({
    act: /** @type {const} */ ('signal'),
    client: random.between(0, clients - 1),
    atMs: first.atMs + afterMs,
    payload: `${moment}-${index}`,
  })
  return {
    calls: [first, ...momentsOf(moment, random, { timeoutMs, deferMs }).map(call)],
    deferMs,
    // A second try has to be given what the first one was.
    failures: random.between(0, 1),
    throws: 'retry',
    signal: { timeoutMs },
  }
}

/**
 * @param {typeof MOMENTS[number]} moment
 * @param {import('../../plan/random.js').Random} random
 * @param {{ timeoutMs: number, deferMs: number }} times
 * @returns {number[]} milliseconds after the job is enqueued
 */
function momentsOf(moment, random, { timeoutMs, deferMs }) {
  if (moment === 'before') return [random.between(100, deferMs)]
  if (moment === 'late') return [timeoutMs + random.between(-500, 500)]
  const afterMs = random.octaves(300, 6000)
  return moment === 'while' ? [afterMs] : [afterMs, afterMs + random.between(0, 200)]
}
