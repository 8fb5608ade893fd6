// A consumer in the process it has to itself, whose memory is read again and again. It loads nothing else: memory counts.

import { setTimeout as pause } from 'node:timers/promises'

import { ROCKETMQ_CONSUMERS } from '../../contestants/rocketmq-consumers.js'

const MIB = 1024 * 1024

/**
 * @typedef {object} MemoryTrial
 * @property {'arq' | 'ali-ons'} line
 * @property {string} nameServer
 * @property {string} topic
 * @property {string} group
 * @property {number} messages a backlog that is consumed; 0: nothing comes
 * @property {number} samples how often memory is read
 * @property {number} intervalMs between two samples of an idle consumer
 *
 * @typedef {object} MemorySample
 * @property {number} at messages consumed, or minutes
 * @property {number} rssMiB
 * @property {number} heapUsedMiB garbage included
 * @property {number} heapTotalMiB
 * @property {number} externalMiB buffers
 * @property {number} cpuMs since the consumer was made
 */

/**
 * No collection is asked for: what is told is what a container would see. With `--expose-gc` it is what is kept.
 * @param {number} at
 * @param {NodeJS.CpuUsage} cpuAtStart
 * @returns {MemorySample}
 */
function read(at, cpuAtStart) {
  globalThis.gc?.()
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage(cpuAtStart)
  return {
    at,
    rssMiB: rss / MIB,
    heapUsedMiB: heapUsed / MIB,
    heapTotalMiB: heapTotal / MIB,
    externalMiB: external / MIB,
    cpuMs: (user + system) / 1000,
  }
}

/**
 * @param {MemoryTrial} trial
 * @param {(sample: MemorySample) => void} tell
 */
async function watch({ line, messages, samples, intervalMs, ...where }, tell) {
  let cpuAtStart = process.cpuUsage()
  let consumed = 0
  /** @type {(value?: unknown) => void} */
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const step = messages / samples
  const onMessage = () => {
    consumed += 1
    if (consumed % step === 0) tell(read(consumed, cpuAtStart))
    if (consumed === messages) finish()
  }
  const consumption = await ROCKETMQ_CONSUMERS[line](where, onMessage, () => {
    cpuAtStart = process.cpuUsage()
  })
  if (messages > 0) await finished
  else await watchIdle({ samples, intervalMs }, (minutes) => tell(read(minutes, cpuAtStart)))
  await consumption.close()
}

/**
 * @param {Pick<MemoryTrial, 'samples' | 'intervalMs'>} rhythm
 * @param {(minutes: number) => void} tell
 */
async function watchIdle({ samples, intervalMs }, tell) {
  for (let sample = 1; sample <= samples; sample += 1) {
    await pause(intervalMs)
    tell((sample * intervalMs) / 60_000)
  }
}

process.once('message', (/** @type {MemoryTrial} */ trial) => {
  watch(trial, (sample) => process.send?.(sample)).then(
    // Whatever a library still holds open must not keep this process.
    () => process.exit(0),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})
