// One trial of a Node client, in the process it has to itself. It loads nothing else: memory counts.

import { ROCKETMQ_CLIENTS } from '../../contestants/rocketmq.js'
import { keepInFlight } from '../../measure/in-flight.js'
import { Meter } from '../../measure/meter.js'
import { answerTrial } from './child-trial.js'

/**
 * @typedef {object} SendTrial
 * @property {'arq' | 'ali-ons' | 'java'} line
 * @property {string} nameServer
 * @property {string} topic
 * @property {number} messages
 * @property {number} warmUp
 * @property {string | undefined} profileFile
 */

/**
 * @param {SendTrial & { outstanding: number, bodyBytes: number }} trial
 * @returns {Promise<import('../../contract.d.ts').Values>}
 */
async function measure({ line, messages, warmUp, profileFile, outstanding, bodyBytes, ...where }) {
  if (line === 'java') throw new Error('Java runs in a process of its own')
  const sender = await ROCKETMQ_CLIENTS[line](where)
  const body = Buffer.alloc(bodyBytes, 'a')
  const sendMany = (/** @type {number} */ count) =>
    keepInFlight({ from: 0, count, width: outstanding }, (_sequence, done) => {
      sender.send(body).then(() => done(), done)
    })
  await sendMany(warmUp)
  const meter = new Meter(profileFile)
  meter.start()
  await sendMany(messages)
  const { jobsPerSecond, cpuMicrosPerJob } = meter.stop(messages)
  const rssMiB = process.memoryUsage.rss() / 1024 / 1024
  await sender.close()
  return { messagesPerSecond: jobsPerSecond, cpuMicrosPerMessage: cpuMicrosPerJob, rssMiB }
}

answerTrial(measure)
