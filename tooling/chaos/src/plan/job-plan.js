import { FEATURE_KINDS, kindOf } from '../kinds/kinds.js'
import { Random } from './random.js'

/** How many of a hundred jobs are of each kind. */
const SHARES = /** @type {const} */ ({
  plain: 30,
  retried: 25,
  failing: 10,
  deferred: 15,
  unique: 15,
  aborted: 5,
})

/** @type {readonly import('../contract.d.ts').JobKind[]} */
export const JOB_KINDS = [
  .../** @type {import('../contract.d.ts').JobKind[]} */ (Object.keys(SHARES)),
  ...FEATURE_KINDS,
]

/** The second call of a unique job comes at most so much later. */
const SECOND_CALL_WITHIN_MS = 3000

/**
 * The jobs of a run, spread evenly over its time: those that are enqueued before or after the faults
 * meet none.
 * @param {import('../contract.d.ts').JobPlanOptions} options
 * @returns {import('../contract.d.ts').PlannedJob[]}
 */
export function planJobs({ seed, jobs, seconds, clients, kinds }) {
  const random = new Random(seed, 'jobs')
  const lastMs = seconds * 1000
  return Array.from({ length: jobs }, (_, n) => {
    const kind = kinds ? random.pick(kinds) : pickKind(random)
    const atMs = random.between(0, lastMs)
    const first = { client: random.between(0, clients - 1), atMs }
    const second = {
      client: random.between(0, clients - 1),
      atMs: Math.min(lastMs, atMs + random.between(0, SECOND_CALL_WITHIN_MS)),
    }
    return {
      n,
      kind,
      calls: kind === 'unique' ? [first, second] : [first],
      // Most are short; a few are under way for so long that a fault is sure to meet some.
      workMs: random.next() < 0.9 ? random.between(0, 30) : random.octaves(50, 2000),
      ...failuresOf(kind, random),
      retryMs: random.octaves(100, 4000),
      deferMs: kind === 'deferred' ? random.octaves(200, 15_000) : 0,
      textLength: random.next() < 0.05 ? 20_000 : random.between(0, 200),
      ...(kind === 'aborted' && abortOf(random)),
      ...kindOf(kind)?.plan(random, { first, clients, jobs, lastMs }),
    }
  })
}

/**
 * Half of them are aborted as they wait, the others about when they run: they work for long.
 * @param {Random} random
 */
function abortOf(random) {
  const waits = random.next() < 0.5
  return {
    deferMs: waits ? random.octaves(500, 8000) : 0,
    workMs: random.octaves(100, 5000),
    abortMs: random.octaves(1, 4000),
  }
}

/** @param {Random} random */
function pickKind(random) {
  let left = random.next() * 100
  for (const kind of /** @type {(keyof typeof SHARES)[]} */ (Object.keys(SHARES))) {
    left -= SHARES[kind]
    if (left < 0) return kind
  }
  return 'plain'
}

/**
 * @param {import('../contract.d.ts').JobKind} kind
 * @param {Random} random
 * @returns {Pick<import('../contract.d.ts').PlannedJob, 'failures' | 'throws'>}
 */
function failuresOf(kind, random) {
  if (kind === 'retried') {
    return { failures: random.between(1, 3), throws: random.pick(['retry', 'transient']) }
  }
  if (kind === 'failing') {
    return { failures: 'always', throws: random.pick(['retry', 'transient', 'final']) }
  }
  return { failures: 0, throws: 'final' }
}
