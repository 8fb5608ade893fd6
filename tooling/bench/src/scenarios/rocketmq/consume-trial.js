// One trial of a Node client, in the process it has to itself. It loads nothing else: memory counts.

import { ROCKETMQ_CONSUMERS } from '../../contestants/rocketmq-consumers.js'
import { Meter } from '../../measure/meter.js'
import { answerTrial } from './child-trial.js'

/**
 * @typedef {object} ConsumeTrial
 * @property {'arq' | 'ali-ons' | 'java'} line
 * @property {string} nameServer
 * @property {string} topic
 * @property {string} group
 * @property {number} messages
 * @property {string | undefined} profileFile
 */

/**
 * @param {ConsumeTrial} trial
 * @returns {Promise<import('../../contract.d.ts').Values>}
 */
async function measure({ line, messages, profileFile, ...where }) {
  if (line === 'java') throw new Error('Java runs in a process of its own')
  const meter = new Meter(profileFile)
  // Not a Set: its memory would count.
  const seen = new Uint8Array(messages)
  let distinct = 0
  let calls = 0
  let startedMs = 0
  let firstMs = 0
  /** @type {(value?: unknown) => void} */
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const onStart = () => {
    meter.start()
    startedMs = performance.now()
  }
  const onMessage = (/** @type {Buffer} */ body) => {
    if (calls === 0) firstMs = performance.now() - startedMs
    calls += 1
    const number = body.readUInt32BE(0)
    if (seen[number] === 0) distinct += 1
    seen[number] = 1
    if (distinct === messages) finish()
  }
  const consumption = await ROCKETMQ_CONSUMERS[line](where, onMessage, onStart)
  await finished
  const { jobsPerSecond, cpuMicrosPerJob } = meter.stop(messages)
  const rssMiB = process.memoryUsage.rss() / 1024 / 1024
  const peakMiB = process.resourceUsage().maxRSS / 1024
  await consumption.close()
  return {
    messagesPerSecond: jobsPerSecond,
    cpuMicrosPerMessage: cpuMicrosPerJob,
    firstMessageMs: firstMs,
    repeated: calls - messages,
    ...{ rssMiB, peakMiB },
  }
}

answerTrial(measure)
