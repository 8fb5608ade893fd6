import { readMemory } from '../measure/memory.js'
import { setting } from './checks.js'

const TELL_EVERY_MS = 250

/**
 * One of the processes that work while another enqueues. It tells which jobs began when, and at the
 * end what CPU it took while they were measured, and its memory when it was asked for it first and last.
 * @param {import('../contract.d.ts').Workbench} bench
 * @returns {Promise<{ cpuMicros: number, rssFirstMb: number, rssLastMb: number }>}
 */
export async function workBeside(bench) {
  const { trial, contestant } = bench
  const { results, workMs } = trial.settings
  /** @type {number[]} */
  let begun = []
  let jobs = 0
  let cpu = process.cpuUsage()
  /** @type {number[]} */
  const rssMb = []
  const ended = new Promise((resolve) => {
    process.on(
      'message',
      (/** @type {import('../measure/worker-processes.js').ToWorker} */ told) => {
        if (told === 'begin') cpu = process.cpuUsage()
        else if (told === 'stop') cpu = process.cpuUsage(cpu)
        else if (told === 'read memory') rssMb.push(readMemory().rss)
        else resolve(undefined)
      },
    )
  })
  const session = await contestant.open(trial.place, { results })
  const consumer = await session.consumer({
    concurrency: setting(bench, 'concurrency'),
    prefetch: setting(bench, 'prefetch'),
    workMs,
    onJob: (sequence) => {
      // First of all: this is the moment that counts.
      begun.push(sequence, Date.now())
      jobs += 1
    },
  })
  const tell = () => {
    if (begun.length > 0) send({ begun })
    begun = []
  }
  const telling = setInterval(tell, TELL_EVERY_MS)
  send({ ready: true })
  await ended
  await consumer.settled(jobs)
  await session.close()
  clearInterval(telling)
  // What was done twice may have come only now.
  tell()
  const [rssFirstMb = Number.NaN] = rssMb
  return { cpuMicros: cpu.user + cpu.system, rssFirstMb, rssLastMb: rssMb.at(-1) ?? Number.NaN }
}

/** @param {import('../measure/worker-processes.js').FromWorker} message */
function send(message) {
  process.send?.(message)
}
