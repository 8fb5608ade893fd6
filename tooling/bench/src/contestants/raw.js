import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

import amqplib from 'amqplib'

import { keepInFlight } from '../measure/in-flight.js'
import { sequenceOf } from '../measure/job.js'
import {
  countWaiting,
  declareQueue,
  fillDeadLetters,
  fillQueue,
  takeWaiting,
} from './amqp-queue.js'
import { newBody } from './raw-body.js'

/** @typedef {import('../contract.d.ts').Session} Session */

/**
 * A quorum queue of RabbitMQ 3.10 loses single acks that were sent just before their channel
 * closes. Nothing tells when it has taken them in, so a program must wait; not measured.
 */
const ACKS_ARRIVE_MS = 300

/** @type {import('../contract.d.ts').Contestant} */
export const raw = {
  open: async (place) => new RawSession(place, await amqplib.connect(place.rabbitmqUrl)),
  fill: fillQueue,
  fillDeadLetters,
  countWaiting,
  takeWaiting,
  countResults: async () => 0,
}

/**
 * What one would write with amqplib alone: publishes with a callback per confirm, and an ack per
 * message. No results, no retries, no reconnect.
 * @implements {Session}
 */
class RawSession {
  #place
  #publishing
  /** @type {import('amqplib').ChannelModel | undefined} */
  #consuming
  /** @type {import('amqplib').Channel | undefined} */
  #channel
  /** @type {string[]} */
  #consumerTags = []
  #isStopped = false

  /**
   * @param {import('../contract.d.ts').Place} place
   * @param {import('amqplib').ChannelModel} connection
   */
  constructor(place, connection) {
    this.#place = place
    this.#publishing = connection
  }

  async producer() {
    const channel = await this.#publishing.createConfirmChannel()
    await declareQueue(this.#place, channel)
    const { queueName } = this.#place
    /**
     * @param {number} sequence
     * @param {(error: unknown) => void} done
     * @param {{ argumentBytes?: number | undefined, isLabelled?: boolean | undefined }} [options]
     */
    const publish = (sequence, done, { argumentBytes, isLabelled } = {}) => {
      const body = newBody(queueName, sequence, { argumentBytes })
      const properties = isLabelled ? labelled() : { persistent: true }
      channel.sendToQueue(queueName, body, properties, done)
    }
    return {
      /** @type {import('../contract.d.ts').Producer['enqueue']} */
      enqueue: ({ argumentBytes, ...range }, { inFlight, isLabelled }) =>
        keepInFlight({ ...range, width: inFlight }, (sequence, done) =>
          publish(sequence, done, { argumentBytes, isLabelled }),
        ),
      /** @type {import('../contract.d.ts').Producer['send']} */
      send: (sequence) =>
        new Promise((resolve, reject) => {
          publish(sequence, (error) => (error ? reject(error) : resolve(withoutResult)))
        }),
    }
  }

  /** @param {import('../contract.d.ts').ConsumerOptions} options */
  async consumer({ prefetch, onJob }) {
    this.#consuming = await amqplib.connect(this.#place.rabbitmqUrl)
    const channel = await this.#consuming.createChannel()
    this.#channel = channel
    await channel.prefetch(prefetch)
    const { queueName: only, queueNames = [only] } = this.#place
    for (const queueName of queueNames) {
      await declareQueue({ ...this.#place, queueName }, channel)
      const { consumerTag } = await channel.consume(queueName, (message) => {
        if (!message || this.#isStopped) return
        onJob(sequenceOf(JSON.parse(message.content.toString()).args[0]))
        channel.ack(message)
      })
      this.#consumerTags.push(consumerTag)
    }
    // Acked in the same turn as it was run.
    return { settled: () => Promise.resolve() }
  }

  async countDeadLetters() {
    this.#channel ??= await this.#publishing.createChannel()
    const { messageCount } = await this.#channel.checkQueue(`${this.#place.queueName}.dlq`)
    return messageCount
  }

  async close() {
    if (this.#channel && this.#consumerTags.length > 0) {
      this.#isStopped = true
      for (const consumerTag of this.#consumerTags) await this.#channel.cancel(consumerTag)
      await wait(ACKS_ARRIVE_MS)
    }
    await this.#consuming?.close()
    await this.#publishing.close()
  }
}

/** What the message of a job carries: returned when no queue takes it, known by its id, answered to an address. */
function labelled() {
  const id = randomUUID()
  return {
    persistent: true,
    mandatory: true,
    messageId: id,
    correlationId: id,
    contentType: 'application/json',
    replyTo: REPLY_ADDRESS,
  }
}

const REPLY_ADDRESS = `arq.reply.${randomUUID()}`

const withoutResult = {
  result: () => Promise.reject(new Error('the program with amqplib alone keeps no results')),
}
