import { setTimeout as wait } from 'node:timers/promises'

import { declareQueue, withChannel } from '../contestants/amqp-queue.js'
import { JobTally } from '../measure/job-tally.js'
import { QueueWatch } from '../measure/queue-watch.js'
import { expectWaiting, setting } from './checks.js'

/** Far longer than any of them takes: they have millions of messages at most. */
const GIVE_UP_AFTER_MS = 300_000
/** See `raw.js`: acks that were sent just before a channel closes can be lost. */
const ACKS_ARRIVE_MS = 500

/** @typedef {import('../contract.d.ts').Workbench} Workbench */

/**
 * A program that publishes by itself, measured as `enqueue` measures a client.
 * @param {Workbench} bench
 * @param {import('../contract.d.ts').Program} program
 */
export function publishByProgram(bench, program) {
  const { trial, contestant } = bench
  const { warmUp, jobs } = trial.settings
  const total = warmUp + jobs
  const { inFlight } = setting(bench, 'how')
  return withChannel(trial.place, async (channel) => {
    await declareQueue(trial.place, channel)
    // PerfTest ends without waiting for its last confirms: some of its last messages may never arrive.
    const running = await program.publish(trial.place, { count: total + inFlight, inFlight })
    const values = await watch(bench, { channel, running, doneOf: (messages) => messages })
    await running.ended

    const tally = new JobTally(total)
    await contestant.takeWaiting(trial.place, (sequence) => {
      if (sequence < total) tally.mark(sequence)
    })
    tally.expectEachOnce()
    await expectWaiting(bench)
    return values
  })
}

/**
 * A program that consumes by itself, measured as `process` measures a worker.
 * @param {Workbench} bench
 * @param {import('../contract.d.ts').Program} program
 */
export function consumeByProgram(bench, program) {
  const { trial } = bench
  const { warmUp, jobs, ackEvery } = trial.settings
  const total = warmUp + jobs
  return withChannel(trial.place, async (channel) => {
    // More than were filled in would be taken for done.
    await expectWaiting(bench, total)
    const prefetch = setting(bench, 'prefetch')
    const running = await program.consume(trial.place, { prefetch, ackEvery })
    const values = await watch(bench, { channel, running, doneOf: (messages) => total - messages })
    await wait(ACKS_ARRIVE_MS)
    await running.stop()

    // Whatever was handed out and not acknowledged is in the queue again.
    await expectWaiting(bench)
    return values
  })
}

/**
 * @param {Workbench} bench
 * @param {{ channel: import('amqplib').Channel, running: import('../contract.d.ts').RunningProgram,
 *   doneOf: (messages: number) => number }} parts
 */
async function watch({ trial }, { channel, running, doneOf }) {
  const { warmUp, jobs } = trial.settings
  let isOver = false
  const over = () => void (isOver = true)
  running.ended.then(over, over)
  const watching = new QueueWatch({
    countMessages: async () => (await channel.checkQueue(trial.place.queueName)).messageCount,
    running,
    serverPids: trial.serverPids,
  })
  return watching
    .measure({
      warmUp,
      total: warmUp + jobs,
      doneOf,
      isOver: () => isOver,
      giveUpAfterMs: GIVE_UP_AFTER_MS,
    })
    .catch(async (error) => {
      // What it said itself, if it failed, is the better reason.
      await running.stop()
      throw error
    })
}
