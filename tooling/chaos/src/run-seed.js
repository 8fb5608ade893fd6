import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { conclude } from './conclude.js'
import { drain } from './drain.js'
import { FaultInjector } from './faults/fault-injector.js'
import { postgresVersion } from './faults/postgres-admin.js'
import { redisVersion } from './faults/redis-admin.js'
import { keysOfWorker } from './kinds/encrypted/plan.js'
import { isVoidCopy, kindOf } from './kinds/kinds.js'
import { countRows, makeTables } from './kinds/outbox/orders.js'
import { readRecords } from './look-up.js'
import { planFaults } from './plan/fault-plan.js'
import { planJobs } from './plan/job-plan.js'
import { Crew } from './processes/crew.js'
import { DEAD_LETTER_QUEUE } from './queue-names.js'
import { makeReportFolder } from './report/report-folder.js'
import { startServers } from './servers.js'
import { idsIn } from './verdict/histories.js'
import { hasEnded } from './verdict/judge-job.js'
import { readWitnesses, Witness } from './witness.js'

/** @typedef {import('./contract.d.ts').ChaosOptions} ChaosOptions */
/** @typedef {import('./report/report-folder.js').ReportFolder} ReportFolder */

/** Processes are started, and connected, before the first job. */
const LEAD_MS = 2000

/** One goes on when the other is killed. */
const RELAYS = 2

/** What waits in the result store, in no queue, is looked for there once in 30 s. */
const PATIENT_LOOKS_OF_FEATURES = 60

/**
 * One run: servers, workers and clients of its own, jobs and faults by the seed, and the verdict.
 * @param {number} seed
 * @param {ChaosOptions} options
 * @param {{ signal: AbortSignal, progress: import('./progress-line.js').ProgressLine }} context
 * @returns {Promise<import('./contract.d.ts').SeedReport>}
 */
export async function runSeed(seed, options, { signal, progress }) {
  const startedAt = performance.now()
  const folder = await makeReportFolder(seed)
  const { jobs, seconds, clients: clientCount, kinds } = options
  const plan = { seed, jobs, seconds, clients: clientCount, kinds }
  const servers = await startServers({
    results: options.results,
    hasDatabase: sendsRows(kinds),
    log: (line) => progress.say(line),
  })
  const witness = new Witness(join(folder.witnesses, 'faults.jsonl'))
  const beginsAt = Date.now() + LEAD_MS
  const { workers, clients, relays } = prepareProcesses({
    options,
    servers,
    folder,
    plan,
    beginsAt,
  })
  const injector = new FaultInjector({ servers, workers, clients, relays, witness, signal })
  try {
    signal.throwIfAborted()
    const versions = await versionsOf(servers)
    if (sendsRows(kinds)) await makeTables(servers.urls.databaseUrl ?? '')
    workers.start()
    relays?.start()
    clients.start()
    const tell = (/** @type {string} */ phase) =>
      progress.update(
        `seed ${seed}: ${phase}, ${clients.answered} enqueues answered, ` +
          `${injector.count} faults, ${workers.alive} workers alive`,
      )
    const telling = setInterval(() => {
      const now = Math.max(0, Math.round((Date.now() - beginsAt) / 1000))
      tell(`${now} of ${options.seconds} s`)
    }, 1000)
    try {
      const { seconds, faults: kinds, calm } = options
      const faults = planFaults({ seed, seconds, kinds, calm })
      await injector.run(faults, beginsAt)
      await wait(Math.max(0, beginsAt + options.seconds * 1000 - Date.now()), undefined, { signal })
    } finally {
      clearInterval(telling)
    }
    const limitMs = options.drainSeconds * 1000
    const drainFrom = performance.now()
    await clients.done(limitMs, signal)
    await drain({
      countMessages: () => countWaiting(servers, kinds),
      patientLooks: kinds === undefined ? undefined : PATIENT_LOOKS_OF_FEATURES,
      countUnended: () => countUnended(folder, plan, servers.urls.storeUrl),
      limitMs,
      signal,
      onLook: tell,
    })
    const drainMs = performance.now() - drainFrom
    await Promise.all([workers.stop(), relays?.stop()])
    const deaths = [...clients.deaths, ...workers.deaths, ...(relays?.deaths ?? [])]
    const found = await conclude({ servers, folder, plan, beginsAt, deaths })
    const tookMs = performance.now() - startedAt
    return { seed, options, versions, ...found, folder: folder.dir, tookMs, drainMs }
  } finally {
    witness.close()
    await Promise.all([workers.kill(), clients.kill(), relays?.kill()])
    await servers.dispose()
  }
}

/**
 * @param {number} slot of a worker
 * @param {ChaosOptions['store']} store
 */
const degrades = (slot, store) => (store === 'mixed' ? slot % 2 === 0 : store === 'degrade')

/** @param {ChaosOptions['kinds']} kinds */
const sendsRows = (kinds) => kinds?.some((kind) => kindOf(kind)?.hasDatabase) === true

/**
 * Messages that still have to become something.
 * @param {import('./servers.js').ChaosServers} servers
 * @param {ChaosOptions['kinds']} kinds
 */
async function countWaiting({ api, urls }, kinds = []) {
  const queues = await api.queues()
  const rows = sendsRows(kinds) ? await countRows(urls.databaseUrl ?? '') : 0
  return queues
    .filter(({ name }) => name !== DEAD_LETTER_QUEUE)
    .filter(({ name }) => !kinds.some((kind) => isVoidCopy({ queue: name }, kind)))
    .reduce((total, { messages = 0 }) => total + messages, rows)
}

/**
 * @param {ReportFolder} folder
 * @param {import('./contract.d.ts').JobPlanOptions} plan
 * @param {string} storeUrl
 */
async function countUnended(folder, plan, storeUrl) {
  const ids = idsIn(planJobs(plan), await readWitnesses(folder.witnesses))
  const records = await readRecords(storeUrl, ids)
  return ids.filter((jobId) => !hasEnded(records.get(jobId))).length
}

/**
 * @param {object} parts
 * @param {ChaosOptions} parts.options
 * @param {import('./servers.js').ChaosServers} parts.servers
 * @param {ReportFolder} parts.folder
 * @param {import('./contract.d.ts').JobPlanOptions} parts.plan
 * @param {number} parts.beginsAt
 */
function prepareProcesses({ options, servers, folder, plan, beginsAt }) {
  const { logs: logFolder, witnesses } = folder
  const workers = new Crew({
    program: 'worker',
    size: options.workers,
    logFolder,
    /** @returns {import('./contract.d.ts').WorkerSettings} */
    settingsOf: (slot, name) => ({
      ...servers.proxied,
      name,
      witness: join(witnesses, `${name}.jsonl`),
      degradeOnFailure: degrades(slot, options.store),
      keyIds: keysOfWorker({
        isLast: slot === options.workers - 1,
        share: (Date.now() - beginsAt) / (options.seconds * 1000),
      }),
    }),
  })
  const relays = sendsRows(plan.kinds)
    ? new Crew({
        program: 'relay',
        size: RELAYS,
        logFolder,
        settingsOf: (_slot, name) => ({
          ...servers.proxied,
          name,
          witness: join(witnesses, `${name}.jsonl`),
          degradeOnFailure: true,
        }),
      })
    : undefined
  const clients = new Crew({
    program: 'client',
    size: options.clients,
    logFolder,
    mayEnd: true,
    /** @returns {import('./contract.d.ts').ClientSettings} */
    settingsOf: (client, name) => ({
      ...servers.proxied,
      name,
      // One for all processes of a slot: the next one goes on where the last one was.
      witness: join(witnesses, `client-${client}.jsonl`),
      degradeOnFailure: true,
      client,
      plan,
      beginsAt,
    }),
  })
  return { workers, clients, relays }
}

/**
 * @param {import('./servers.js').ChaosServers} servers
 * @returns {Promise<Record<string, string>>}
 */
async function versionsOf({ api, redis, postgres }) {
  return {
    Node: process.versions.node,
    RabbitMQ: await api.version(),
    ...(redis && { Redis: await redisVersion(redis.server.url) }),
    ...(postgres && { PostgreSQL: await postgresVersion(postgres.server.url) }),
  }
}
