// Enqueues its part of the plan, each call at its time whatever became of the others. One that comes
// after another goes on where that one was.
import { once, setMaxListeners } from 'node:events'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { createConsoleLogger, isArqError } from '@arq/core'

import { ACTS } from '../kinds/acts.js'
import { cipherOf } from '../kinds/encrypted/keys.js'
import { ENQUEUES } from '../kinds/enqueues.js'
import { ownId } from '../kinds/kinds.js'
import { callsLeft } from '../plan/calls-left.js'
import { planJobs } from '../plan/job-plan.js'
import { QUEUE_NAME } from '../queue-names.js'
import { groupBy } from '../verdict/group-by.js'
import { readWitness, Witness } from '../witness.js'
import { newStore, newTransport } from './connections.js'
import { endWithParent, readSettings } from './settings.js'
import { chaosTasks, taskOf } from './tasks.js'

/** @typedef {import('../contract.d.ts').PlannedJob} PlannedJob */

/** A unique job is enqueued again until there is an answer, as the docs say. */
const MOST_REPEATS = 40
const PAUSE_MS = 500
const ABORT_TIMEOUT = '5s'
/** Once the client is closed, nothing that was called may be without an answer for longer. */
const ANSWERED_WITHIN_MS = 2000

const settings = /** @type {import('../contract.d.ts').ClientSettings} */ (readSettings())
const { beginsAt, client: self, plan } = settings
const seen = await readWitness(settings.witness)
const { calls, answeredBefore } = callsLeft(planJobs(plan), seen, self)
/** What was noted of each job, by the processes before, too. */
const notes = groupBy(
  seen.filter((one) => one.event === 'noted'),
  ({ n }) => n,
)
const witness = new Witness(settings.witness)
endWithParent()
/** What is said of a task beside its name, such as its keys, is heeded by clients, too; here none is run. */
const tasks = new Map(
  chaosTasks(witness, settings.name, () => false, []).map((task) => [task.name, task]),
)

/** @type {Map<string, Promise<import('@arq/client').Client>>} by the keys that they have */
const clients = new Map()
const client = await connected()
process.send?.({ isAtWork: true })

let answered = answeredBefore
const stopping = new AbortController()
// Every call waits for it.
setMaxListeners(0, stopping.signal)
const stopped = once(stopping.signal, 'abort')
process.once('SIGTERM', () => stopping.abort())
const telling = setInterval(() => process.send?.({ answered }), 500)
/** @type {Set<Promise<unknown>>} */
const underWay = new Set()
try {
  for (const { job, call, atMs, act } of calls) {
    await pause(beginsAt + atMs - Date.now())
    const made = (act ? perform(job, call, act) : enqueue(job, call)).finally(() =>
      underWay.delete(made),
    )
    underWay.add(made)
  }
  while (underWay.size > 0 && !stopping.signal.aborted) await Promise.race([...underWay, stopped])
} catch (error) {
  if (!stopping.signal.aborted) throw error
}
clearInterval(telling)
for (const other of clients.values()) await other.then((one) => one.close())
await client.close()
const limit = new AbortController()
const isAnswered = await Promise.race([
  Promise.allSettled(underWay).then(() => true),
  wait(ANSWERED_WITHIN_MS, false, { signal: limit.signal }).catch(() => false),
])
limit.abort()
process.send?.({ answered })
if (!isAnswered) {
  console.error(`${underWay.size} calls have no answer, and the client is closed`)
  process.exit(4)
}

/**
 * A client that encrypts, with the last of these keys; one of each kind.
 * @param {readonly string[]} keyIds
 */
function clientWith(keyIds) {
  const name = keyIds.join()
  const made = clients.get(name) ?? connected({ encryption: cipherOf(keyIds) })
  clients.set(name, made)
  return made
}

/**
 * Not there yet, the broker is tried again: as whoever runs an application starts it again.
 * @param {{ encryption?: import('@arq/core').PayloadCipher }} [more]
 */
async function connected(more = {}) {
  for (;;) {
    try {
      return await createClient({
        transport: newTransport(settings),
        resultStore: newStore(settings),
        queueName: QUEUE_NAME,
        // Both ways to enqueue; the jobs of the last client have no record before they start.
        trackQueued: self === 0 || self < plan.clients - 1,
        logger: createConsoleLogger({ level: 'warn' }),
        ...more,
      })
    } catch (error) {
      if (!isArqError(error) || error.retryable !== true) throw error
    }
  }
}

/** Until then, or until it is told to stop, which rejects. @param {number} ms */
async function pause(ms) {
  // One that is late has many calls to make, and still hears of a signal between them.
  if (ms > 0 || stopping.signal.aborted) await wait(ms, undefined, { signal: stopping.signal })
  else await nextTurn()
}

/**
 * @param {PlannedJob} job
 * @param {number} call
 */
async function enqueue(job, call) {
  for (let repeat = 0; repeat < MOST_REPEATS; repeat += 1) {
    const handle = await callOnce(job, call)
    if (job.abortMs !== undefined && handle) await abort(job, job.abortMs, handle)
    if (ownId(job) === undefined || handle !== undefined) break
    try {
      await pause(PAUSE_MS)
    } catch {
      return // told to stop: the next process repeats it
    }
  }
  answered += 1
}

/**
 * @param {PlannedJob} job
 * @param {number} call
 * @returns the job, null: there is one of that id, undefined: an error
 */
async function callOnce(job, call) {
  const { n, deferMs } = job
  const at = Date.now()
  const base = { n, call, client: self }
  witness.say({ event: 'called', at, ...base, dueAt: at + deferMs })
  const told = (
    /** @type {string} */ outcome,
    /** @type {string | undefined} */ jobId,
    /** @type {string | undefined} */ placed,
  ) => witness.say({ event: 'answered', at: Date.now(), ...base, outcome, jobId, placed })
  const id = ownId(job)
  const task = taskNamed(taskOf(job))
  /** @type {[import('../contract.d.ts').JobArgument]} */
  const args = [{ ...job, call }]
  try {
    const ownWay = ENQUEUES[job.kind]
    if (ownWay) {
      const { databaseUrl } = settings
      const made = await ownWay({ client, clientWith, databaseUrl, task, job, args, id })
      told(made ? 'confirmed' : 'exists', made ? made.jobId : id, made?.placed)
      return null
    }
    const handle = await client.enqueueJob(task, args, {
      ...(id !== undefined && { jobId: id }),
      ...(deferMs > 0 && { deferBy: deferMs / 1000 }),
    })
    told(handle ? 'confirmed' : 'exists', handle ? handle.id : id, undefined)
    return handle
  } catch (error) {
    told(nameOf(error), undefined, undefined)
    return undefined
  }
}

/**
 * Does something with a job, again and again until it is done.
 * @param {PlannedJob} job
 * @param {number} index of the call
 * @param {import('../contract.d.ts').ActName} name
 */
async function perform(job, index, name) {
  const { n } = job
  const call = job.calls[index]
  const jobId = ownId(job)
  if (!call || jobId === undefined) throw new Error(`nothing is planned as ${name} of job ${n}`)
  const before = notes.get(n) ?? []
  notes.set(n, before)
  /** @param {Partial<import('../contract.d.ts').Noted> & { what: string }} of */
  const say = (of) => {
    const noted = {
      event: /** @type {const} */ ('noted'),
      at: Date.now(),
      n,
      by: settings.name,
      ...of,
    }
    before.push(noted)
    witness.say(noted)
  }
  const note = (/** @type {string} */ what, /** @type {unknown} */ value) => say({ what, value })
  while (!stopping.signal.aborted) {
    try {
      await ACTS[name]({ client, jobId, job, call, note, before, signal: stopping.signal })
      say({ what: `${name} done`, call: index })
      answered += 1
      return
    } catch (error) {
      if (stopping.signal.aborted) return // the next process goes on
      say({ what: `${name} failed`, value: nameOf(error) })
    }
    await pause(PAUSE_MS).catch(() => undefined)
  }
}

/**
 * @param {PlannedJob} job
 * @param {number} abortMs
 * @param {import('@arq/client').Job<unknown>} handle
 */
async function abort({ n }, abortMs, handle) {
  try {
    await pause(abortMs)
  } catch {
    return // told to stop: its job just runs
  }
  witness.say({ event: 'abort-called', at: Date.now(), n, client: self })
  const outcome = await handle.abort({ timeout: ABORT_TIMEOUT }).then(String, nameOf)
  witness.say({ event: 'abort-answered', at: Date.now(), n, client: self, outcome })
}

/** @param {string} name */
function taskNamed(name) {
  const found = tasks.get(name)
  if (!found) throw new Error(`no task is called ${name}`)
  return found
}

/** @param {unknown} error */
function nameOf(error) {
  const { code, name } = /** @type {{ code?: string, name: string }} */ (error)
  return code ?? name
}
