import { randomBytes } from 'node:crypto'

import { withChannel } from './contestants/amqp-queue.js'
import { deleteKeys } from './contestants/redis-keys.js'

/** Makes the places where trials run, and removes what they left there. */
export class Places {
  #servers
  #prefix = `arq-bench-${randomBytes(4).toString('hex')}`
  #next = 0
  /** @type {Set<import('./contract.d.ts').Place>} */
  #open = new Set()

  /** @param {Pick<import('./bench-servers.js').BenchServers, 'rabbitmqUrl' | 'redisUrl'>} servers */
  constructor({ rabbitmqUrl, redisUrl }) {
    this.#servers = { rabbitmqUrl, redisUrl }
  }

  /**
   * @param {import('./contract.d.ts').QueueType} queueType
   * @returns {import('./contract.d.ts').Place}
   */
  open(queueType) {
    const name = `${this.#prefix}-${this.#next}`
    this.#next += 1
    const place = { ...this.#servers, queueName: name, keyPrefix: name, queueType }
    this.#open.add(place)
    return place
  }

  /** @param {import('./contract.d.ts').Place} place */
  async remove(place) {
    const { queueName, keyPrefix } = place
    await withChannel(place, async (channel) => {
      // Deleting what is not there succeeds.
      await channel.deleteQueue(queueName)
      await channel.deleteQueue(`${queueName}.dlq`)
    })
    await deleteKeys(place, `${keyPrefix}:*`)
    this.#open.delete(place)
  }

  async removeAll() {
    for (const place of [...this.#open]) await this.remove(place)
  }
}
