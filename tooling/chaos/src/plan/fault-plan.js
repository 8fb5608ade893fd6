import { Random } from './random.js'

/** @typedef {import('../contract.d.ts').FaultKind} FaultKind */

/** Not before: servers and processes are at work by then. */
const FIRST_MS = 500

/**
 * When the next fault of a kind comes after the last one has ended, and how long it lasts, in
 * milliseconds: at least, at most.
 * @type {Readonly<Record<FaultKind, {
 *   everyMs: readonly [number, number], lastsMs: readonly [number, number], title: string }>>}
 */
export const FAULTS = {
  kill: {
    everyMs: [3000, 8000],
    lastsMs: [100, 1500],
    title: 'SIGKILL of a worker, started again',
  },
  term: {
    everyMs: [4000, 10_000],
    lastsMs: [100, 1500],
    title: 'SIGTERM of a worker, started again',
  },
  pause: {
    everyMs: [8000, 20_000],
    lastsMs: [500, 20_000],
    title: 'SIGSTOP of a worker, SIGCONT later',
  },
  'client-kill': {
    everyMs: [8000, 20_000],
    lastsMs: [100, 1500],
    title: 'SIGKILL of a client, started again',
  },
  'client-term': {
    everyMs: [8000, 20_000],
    lastsMs: [100, 1500],
    title: 'SIGTERM of a client, started again',
  },
  'client-pause': {
    everyMs: [10_000, 25_000],
    lastsMs: [500, 15_000],
    title: 'SIGSTOP of a client, SIGCONT later',
  },
  cut: { everyMs: [2000, 6000], lastsMs: [0, 0], title: 'TCP connection to RabbitMQ reset' },
  hang: {
    everyMs: [4000, 12_000],
    lastsMs: [500, 20_000],
    title: 'TCP connection to RabbitMQ carries nothing',
  },
  close: { everyMs: [4000, 10_000], lastsMs: [0, 0], title: 'connection closed over the HTTP API' },
  broker: {
    everyMs: [30_000, 60_000],
    lastsMs: [500, 3000],
    title: 'RabbitMQ stopped and started again',
  },
  'broker-kill': {
    everyMs: [40_000, 80_000],
    lastsMs: [500, 3000],
    title: 'SIGKILL of RabbitMQ, started again',
  },
  'broker-pause': {
    everyMs: [20_000, 50_000],
    lastsMs: [500, 12_000],
    title: 'SIGSTOP of RabbitMQ, SIGCONT later',
  },
  block: {
    everyMs: [20_000, 50_000],
    lastsMs: [1000, 8000],
    title: 'memory alarm of RabbitMQ: publishing is blocked',
  },
  redis: {
    everyMs: [3000, 8000],
    lastsMs: [300, 3000],
    title: 'SIGKILL of Redis, started again with its data',
  },
  freeze: {
    everyMs: [8000, 15_000],
    lastsMs: [500, 7000],
    title: 'Redis stopped, connections open (SIGSTOP)',
  },
  readonly: {
    everyMs: [10_000, 20_000],
    lastsMs: [500, 4000],
    title: 'Redis answers READONLY, as a replica does',
  },
  oom: {
    everyMs: [10_000, 20_000],
    lastsMs: [500, 4000],
    title: 'Redis answers OOM, as one that is full does',
  },
  'redis-cut': { everyMs: [3000, 8000], lastsMs: [0, 0], title: 'TCP connection to Redis reset' },
  'redis-hang': {
    everyMs: [6000, 15_000],
    lastsMs: [500, 20_000],
    title: 'TCP connection to Redis carries nothing',
  },
  postgresql: {
    everyMs: [5000, 12_000],
    lastsMs: [300, 3000],
    title: 'SIGKILL of PostgreSQL, started again with its data',
  },
  'postgresql-freeze': {
    everyMs: [8000, 15_000],
    lastsMs: [500, 7000],
    title: 'PostgreSQL stopped, connections open (SIGSTOP)',
  },
  'postgresql-cut': {
    everyMs: [3000, 8000],
    lastsMs: [0, 0],
    title: 'TCP connection to PostgreSQL reset',
  },
  'postgresql-hang': {
    everyMs: [6000, 15_000],
    lastsMs: [500, 20_000],
    title: 'TCP connection to PostgreSQL carries nothing',
  },
  'relay-kill': {
    everyMs: [1500, 4000],
    lastsMs: [100, 1500],
    title: 'SIGKILL of a relay of the outbox, started again',
  },
}

export const FAULT_KINDS = /** @type {FaultKind[]} */ (Object.keys(FAULTS))

/**
 * The faults of a run. Those of one kind never overlap, and each kind has its own: leaving a kind
 * out changes nothing about the others.
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.seconds
 * @param {readonly FaultKind[]} options.kinds
 * @param {number} [options.calm] how many times as long as usual it is from one fault to the next
 * @returns {import('../contract.d.ts').PlannedFault[]}
 */
export function planFaults({ seed, seconds, kinds, calm = 1 }) {
  return kinds
    .flatMap((kind) => faultsOf(kind, new Random(seed, `faults/${kind}`), { seconds, calm }))
    .sort((one, other) => one.atMs - other.atMs)
}

/**
 * @param {FaultKind} kind
 * @param {Random} random
 * @param {{ seconds: number, calm: number }} time
 */
function faultsOf(kind, random, { seconds, calm }) {
  const { everyMs, lastsMs } = FAULTS[kind]
  const faults = []
  // The first may come at once: else a short run would have none of the rare kinds.
  for (let atMs = random.between(FIRST_MS, everyMs[1]); atMs < seconds * 1000;) {
    const fault = { kind, atMs, lastsMs: random.between(...lastsMs), target: random.next() }
    faults.push(fault)
    atMs += fault.lastsMs + random.between(...everyMs) * calm
  }
  return faults
}
