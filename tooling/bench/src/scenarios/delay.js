import { planDelays } from '../measure/delay-plan.js'
import { keepInFlight } from '../measure/in-flight.js'
import { JobTally } from '../measure/job-tally.js'
import { JobTimes } from '../measure/job-times.js'
import { describeLateness, drainRate } from '../measure/lateness.js'
import { openLoop } from '../measure/open-loop.js'
import { settledWrites } from '../measure/queue-writes.js'
import { ServerCpu } from '../measure/server-cpu.js'
import { WorkerProcesses } from '../measure/worker-processes.js'
import { expectWaiting, setting } from './checks.js'
import { delayCases } from './delay-cases.js'
import { workBeside } from './delay-worker.js'

const WORKERS = 2
const WARM_UP_IN_FLIGHT = 100
/** Over soon. @type {import('../contract.d.ts').DelayLaw} */
const WARM_UP_DELAYS = { kind: 'log-uniform', shortestMs: 10, longestMs: 1000 }
const SAY_EVERY_MS = 1000

/** @typedef {import('../contract.d.ts').Workbench} Workbench */
/**
 * @typedef {(sequence: number, planned: import('../measure/delay-plan.js').Planned) =>
 *   Promise<unknown>} Send resolves when it is confirmed
 */

/** @type {import('../contract.d.ts').Scenario} */
export const delay = {
  name: 'delay',
  title: 'how late delayed jobs start, in processes apart; beside jobs without delays',
  isApart: true,
  cases: delayCases,
  work: workBeside,

  async measure(bench) {
    const { trial, contestant } = bench
    const { warmUp, jobs, results, rate } = trial.settings
    const total = warmUp + jobs
    const tally = new JobTally(total)
    const times = new JobTimes(total)
    const workers = new WorkerProcesses((sequence, atMs) => {
      times.begun(sequence, atMs)
      tally.mark(sequence)
    })
    await workers.start(trial, WORKERS)
    const session = await contestant.open(trial.place, { results })
    const producer = await session.producer()
    /** @type {Send} */
    const send = (sequence, { dueAtMs, when }) => {
      times.due(sequence, dueAtMs)
      return producer.send(sequence, when)
    }
    await warm(bench, send)
    await workers.orFailure(tally.reached(warmUp))
    const writesBefore = await settledWrites(trial.place, warmUp)

    const saying = setInterval(() => {
      bench.say(`${tally.done - warmUp} of ${jobs} jobs have begun`)
    }, SAY_EVERY_MS)
    const servers = new ServerCpu(trial.serverPids)
    servers.start()
    workers.tell('begin')
    const enqueuerCpuMicros = await workers.orFailure(enqueue(bench, send))
    await workers.orFailure(tally.reached(total))
    const { brokerCpuMicros } = servers.stop(jobs)
    workers.tell('stop')
    clearInterval(saying)

    const writes = (await settledWrites(trial.place, total)) - writesBefore
    const worked = await workers.end()
    await session.close()
    tally.expectEachOnce()
    await expectWaiting(bench)

    const workersMicros = worked.reduce((sum, { cpuMicros = 0 }) => sum + cpuMicros, 0)
    const moments = times.from(warmUp)
    const lateness = describeLateness(moments)
    if (lateness.early > 0) console.error(`${lateness.early} of ${jobs} jobs began early`)
    return {
      ...(rate === undefined && { jobsPerSecond: drainRate(moments) }),
      cpuMicrosPerJob: enqueuerCpuMicros + workersMicros / jobs,
      enqueuerCpuMicros,
      workersCpuMicros: workersMicros / jobs,
      brokerCpuMicros,
      ...lateness,
      writesPerJob: writes / jobs,
    }
  },
}

/**
 * Enqueues what is not measured: with delays only where the measured ones have them.
 * @param {Workbench} bench
 * @param {Send} send
 */
async function warm(bench, send) {
  const { warmUp } = bench.trial.settings
  const law = setting(bench, 'delays')
  const warmUpLaw = law.kind === 'none' ? law : WARM_UP_DELAYS
  const plan = planDelays(warmUpLaw, { count: warmUp, startMs: Date.now() })
  await keepInFlight({ from: 0, count: warmUp, width: WARM_UP_IN_FLIGHT }, (sequence, done) => {
    send(sequence, plan(sequence, Date.now())).then(() => done(), done)
  })
}

/**
 * Enqueues what is measured, at its rate or all at once.
 * @param {Workbench} bench
 * @param {Send} send
 * @returns {Promise<number>} CPU microseconds per job, up to the last confirm
 */
async function enqueue(bench, send) {
  const { meter, trial } = bench
  const { warmUp, jobs, rate } = trial.settings
  const law = setting(bench, 'delays')
  const startMs = Date.now()
  const plan = planDelays(law, { count: jobs, startMs })
  /** @type {Promise<unknown>[]} */
  const sent = []
  const sendNext = () => {
    const index = sent.length
    sent.push(send(warmUp + index, plan(index, Date.now())))
  }
  meter.start()
  if (rate === undefined) while (sent.length < jobs) sendNext()
  else await openLoop({ from: 0, count: jobs, rate }, sendNext)
  await Promise.all(sent)
  const { cpuMicrosPerJob } = meter.stop(jobs)

  const tookMs = Date.now() - startMs
  if (law.kind === 'one moment' && tookMs >= law.afterMs) {
    throw new Error(`enqueueing took ${tookMs} ms, and all were due after ${law.afterMs} ms`)
  }
  return cpuMicrosPerJob
}
