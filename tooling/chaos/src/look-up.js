import { jsonCodec } from '@arq/core'
import { openRecord } from '@arq/core/internal'
import amqplib from 'amqplib'

import { cipherOf } from './kinds/encrypted/keys.js'
import { KEY_IDS, SECRET } from './kinds/encrypted/plan.js'
import { newStore } from './processes/connections.js'

/** @typedef {import('./contract.d.ts').SeenMessage} SeenMessage */

const IDS_PER_CALL = 500
const LONGEST_TEXT = 200

/**
 * The records of these jobs, as an application would read them.
 * @param {string} storeUrl
 * @param {readonly string[]} jobIds
 * @returns {Promise<Map<string, import('./contract.d.ts').SeenRecord>>}
 */
export async function readRecords(storeUrl, jobIds) {
  const store = newStore({ storeUrl, degradeOnFailure: false })
  const keys = { cipher: cipherOf(KEY_IDS), codec: jsonCodec, payloads: undefined }
  await store.connect()
  try {
    const records = new Map()
    for (let from = 0; from < jobIds.length; from += IDS_PER_CALL) {
      const some = await store.getMany(jobIds.slice(from, from + IDS_PER_CALL))
      for (const [jobId, record] of some) {
        const showsSecret = JSON.stringify(record).includes(SECRET)
        records.set(jobId, { ...(await openRecord(record, keys)), showsSecret })
      }
    }
    return records
  } finally {
    await store.close()
  }
}

/**
 * Takes every message out of these queues.
 * @param {string} rabbitmqUrl
 * @param {readonly string[]} queueNames
 * @returns {Promise<SeenMessage[]>}
 */
export async function takeMessages(rabbitmqUrl, queueNames) {
  const connection = await amqplib.connect(rabbitmqUrl)
  try {
    const channel = await connection.createChannel()
    const messages = []
    for (const queue of queueNames) {
      for (;;) {
        const message = await channel.get(queue, { noAck: true })
        if (!message) break
        messages.push(describeMessage(queue, message))
      }
    }
    return messages
  } finally {
    await connection.close()
  }
}

/**
 * @param {string} queue
 * @param {import('amqplib').GetMessage} message
 * @returns {SeenMessage}
 */
function describeMessage(queue, { content, properties }) {
  const text = content.toString()
  const job = readJob(text)
  const { correlationId } = properties
  return {
    queue,
    jobId: job?.job_id ?? (correlationId === undefined ? undefined : String(correlationId)),
    n: job?.args?.[0]?.n,
    text: text.slice(0, LONGEST_TEXT),
    showsSecret: text.includes(SECRET),
  }
}

/**
 * @param {string} text
 * @returns {{ job_id?: string, args?: { n?: number }[] } | undefined}
 */
function readJob(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // another kind of message
  }
}
