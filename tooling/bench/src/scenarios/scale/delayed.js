import { setTimeout as wait } from 'node:timers/promises'

import { planDelays } from '../../measure/delay-plan.js'
import { keepInFlight } from '../../measure/in-flight.js'
import { JobTally } from '../../measure/job-tally.js'
import { JobTimes } from '../../measure/job-times.js'
import { describeLateness } from '../../measure/lateness.js'
import { ServerCpu } from '../../measure/server-cpu.js'
import { WorkerProcesses } from '../../measure/worker-processes.js'
import { expectWaiting, setting } from '../checks.js'
import { workBeside } from '../delay-worker.js'
import { manyOf, scaleCases } from './lines.js'

const AMOUNTS = { few: 10_000, many: 1_000_000 }
const QUICK_AMOUNTS = { few: 500, many: 3000 }
/** Jobs that become due in a second. */
const RATE = 1500
/** The first is due when all are enqueued: in the time that this takes at 4,000 jobs a second, and more. */
const ENQUEUE_MS_PER_JOB = 0.25
const ENQUEUE_MORE_MS = 15_000
const QUICK_ENQUEUE_MORE_MS = 5000
const IN_FLIGHT = 1000
const WORKERS = 2
const CONCURRENCY = 100
const PREFETCH = 1000
const SAY_EVERY_MS = 1000

/** @type {import('../../contract.d.ts').Scenario} */
export const scaleDelayed = {
  name: 'scale-delayed',
  title: `${AMOUNTS.many.toLocaleString('en-US')} delayed jobs outstanding, then due at ${RATE.toLocaleString('en-US')} a second`,
  isOnlyByName: true,
  isApart: true,
  longestMinutes: 30,
  work: workBeside,

  cases(options, queueType) {
    const { few } = options.isQuick ? QUICK_AMOUNTS : AMOUNTS
    const many = manyOf(options, { full: AMOUNTS.many, quick: QUICK_AMOUNTS.many })
    const moreMs = options.isQuick ? QUICK_ENQUEUE_MORE_MS : ENQUEUE_MORE_MS
    const amount = (/** @type {string} */ id, /** @type {number} */ jobs) => ({
      id,
      title: `${jobs.toLocaleString('en-US')} outstanding`,
      settings: {
        warmUp: 0,
        jobs,
        results: /** @type {const} */ ('none'),
        concurrency: CONCURRENCY,
        prefetch: PREFETCH,
        delays: {
          kind: /** @type {const} */ ('steady'),
          afterMs: jobs * ENQUEUE_MS_PER_JOB + moreMs,
          rate: RATE,
        },
      },
    })
    const cases = scaleCases(options, queueType, {
      id: 'scale-delayed',
      title: `Outstanding delays, then due at ${RATE} jobs/s`,
      amounts: [amount('few', few), amount('many', many)],
      contestants: ['arq'],
    })
    // A round of a million takes a quarter of an hour.
    return cases.map((single) => ({ ...single, rounds: 1 }))
  },

  async measure(bench) {
    const { trial, contestant } = bench
    const { jobs, results } = trial.settings
    const tally = new JobTally(jobs)
    const times = new JobTimes(jobs)
    const workers = new WorkerProcesses((sequence, atMs) => {
      times.begun(sequence, atMs)
      tally.mark(sequence)
    })
    await workers.start(trial, WORKERS)
    const session = await contestant.open(trial.place, { results })
    const firstDueAtMs = await workers.orFailure(enqueueAll(bench, session, times))
    // Now, not when jobs are due: a collection would make them late.
    workers.tell('read memory')
    await workers.orFailure(wait(firstDueAtMs - Date.now()))

    const saying = setInterval(() => bench.say(`${tally.done} of ${jobs} began`), SAY_EVERY_MS)
    const servers = new ServerCpu(trial.serverPids)
    servers.start()
    workers.tell('begin')
    await workers.orFailure(tally.reached(jobs))
    const ofServers = servers.stop(jobs)
    workers.tell('stop')
    workers.tell('read memory')
    clearInterval(saying)
    const worked = await workers.end()
    await session.close()

    tally.expectEachOnce()
    await expectWaiting(bench)
    const most = (/** @type {string} */ name) => Math.max(...worked.map((of) => of[name] ?? NaN))
    const cpuMicros = worked.reduce((sum, { cpuMicros: micros = NaN }) => sum + micros, 0)
    return {
      cpuMicrosPerJob: cpuMicros / jobs,
      ...ofServers,
      ...describeLateness(times.from(0)),
      rssFirstMb: most('rssFirstMb'),
      rssLastMb: most('rssLastMb'),
      rssGrowthMb: Math.max(
        ...worked.map(({ rssFirstMb = NaN, rssLastMb = NaN }) => rssLastMb - rssFirstMb),
      ),
    }
  },
}

/**
 * Resolves when all are confirmed, before the first is due.
 * @param {import('../../contract.d.ts').Workbench} bench
 * @param {import('../../contract.d.ts').Session} session
 * @param {JobTimes} times
 * @returns {Promise<number>} when the first is due
 */
async function enqueueAll(bench, session, times) {
  const { jobs } = bench.trial.settings
  const law = setting(bench, 'delays')
  const producer = await session.producer()
  const startMs = Date.now()
  const plan = planDelays(law, { count: jobs, startMs })
  await keepInFlight({ from: 0, count: jobs, width: IN_FLIGHT }, (sequence, done) => {
    const { dueAtMs, when } = plan(sequence, startMs)
    times.due(sequence, dueAtMs)
    if (sequence % 10_000 === 0) bench.say(`${sequence} of ${jobs} are enqueued`)
    producer.send(sequence, when).then(() => done(), done)
  })
  const firstDueAtMs = plan(0, startMs).dueAtMs
  if (Date.now() >= firstDueAtMs) {
    throw new Error(
      `enqueueing took ${Date.now() - startMs} ms, and the first was due after ${firstDueAtMs - startMs} ms`,
    )
  }
  return firstDueAtMs
}
