import { randomBytes } from 'node:crypto'

import { withChannel } from './contestants/amqp-queue.js'
import { dropDocuments } from './contestants/mongo-documents.js'
import { dropTables } from './contestants/postgres-tables.js'
import { deleteKeys } from './contestants/redis-keys.js'
import { removeSqliteFile } from './contestants/sqlite-files.js'
import { Management } from './management.js'

/** Makes the places where trials run, and removes what they left there. */
export class Places {
  #servers
  #managementUrl
  #prefix = `arq-bench-${randomBytes(4).toString('hex')}`
  #next = 0
  /** @type {Set<import('./contract.d.ts').Place>} */
  #open = new Set()

  /**
   * @param {Pick<import('./bench-servers.js').BenchServers, 'rabbitmqUrl' | 'redisUrl'> &
   *   Partial<Pick<import('./bench-servers.js').BenchServers, 'managementUrl' | 'postgresqlUrl' | 'mongodbUrl'>>} servers
   */
  constructor({ rabbitmqUrl, redisUrl, managementUrl, postgresqlUrl, mongodbUrl }) {
    this.#servers = { rabbitmqUrl, redisUrl, postgresqlUrl, mongodbUrl }
    this.#managementUrl = managementUrl
  }

  /**
   * @param {import('./contract.d.ts').QueueType} queueType
   * @returns {import('./contract.d.ts').Place}
   */
  open(queueType) {
    const place = { ...this.#servers, ...this.#newNames(), queueType }
    this.#open.add(place)
    return place
  }

  /**
   * A place with a virtual host of its own.
   * @param {import('./contract.d.ts').QueueType} queueType
   * @returns {Promise<import('./contract.d.ts').Place>}
   */
  async openApart(queueType) {
    const managementUrl = this.expectManagement()
    const names = this.#newNames()
    const virtualHost = { name: names.queueName, managementUrl }
    const url = new URL(this.#servers.rabbitmqUrl)
    url.pathname = `/${virtualHost.name}`
    const place = { ...this.#servers, ...names, rabbitmqUrl: url.href, queueType, virtualHost }
    // Before it is there: what was half made is removed, too.
    this.#open.add(place)
    const user = decodeURIComponent(url.username) || 'guest'
    await new Management(managementUrl).createVirtualHost(virtualHost.name, user)
    return place
  }

  /** @throws when virtual hosts cannot be made: nobody wants to learn that after an hour */
  expectManagement() {
    if (this.#managementUrl !== undefined) return this.#managementUrl
    throw new Error(
      'delays are measured in virtual hosts of their own, which are made over HTTP: set ' +
        'ARQ_TEST_RABBITMQ_MANAGEMENT_URL (http://user:password@host:15672) beside ARQ_TEST_RABBITMQ_URL',
    )
  }

  /** @param {import('./contract.d.ts').Place} place */
  async remove(place) {
    const { queueName, keyPrefix, virtualHost } = place
    if (virtualHost) {
      await new Management(virtualHost.managementUrl).deleteVirtualHost(virtualHost.name)
    } else {
      await withChannel(place, async (channel) => {
        // Deleting what is not there succeeds.
        await channel.deleteQueue(queueName)
        await channel.deleteQueue(`${queueName}.dlq`)
      })
    }
    await deleteKeys(place, `${keyPrefix}:*`)
    await dropTables(place)
    await dropDocuments(place)
    removeSqliteFile(place)
    this.#open.delete(place)
  }

  async removeAll() {
    for (const place of [...this.#open]) await this.remove(place)
  }

  #newNames() {
    const name = `${this.#prefix}-${this.#next}`
    this.#next += 1
    return { queueName: name, keyPrefix: name }
  }
}
