import { createPostgres, createRabbit, createRedis } from '@arq/tooling-services'

import { BrokerApi } from './faults/broker-api.js'
import { FaultyProxy } from './faults/faulty-proxy.js'

/**
 * A server with a proxy in front of it, through which our processes reach it.
 * @template S
 * @typedef {object} Proxied
 * @property {S} server
 * @property {FaultyProxy} proxy
 */

/**
 * RabbitMQ and the stores of one run, never those that others use.
 * @typedef {object} ChaosServers
 * @property {Proxied<import('@arq/tooling-services').PrivateRabbitServer>} rabbit
 * @property {Proxied<import('@arq/tooling-services').RedisServer> | undefined} redis
 * @property {Proxied<import('@arq/tooling-services').PostgresServer> | undefined} postgres
 * @property {import('./contract.d.ts').ServerUrls} urls of the servers themselves
 * @property {import('./contract.d.ts').ServerUrls} proxied through the proxies: what our processes
 *   get
 * @property {BrokerApi} api
 * @property {() => Promise<void>} dispose
 */

/**
 * @param {object} options
 * @param {import('./contract.d.ts').ChaosOptions['results']} options.results where results are kept
 * @param {boolean} options.hasDatabase whether the application has a PostgreSQL of its own
 * @param {import('@arq/tooling-services').Log} options.log
 * @returns {Promise<ChaosServers>}
 */
export async function startServers({ results, hasDatabase, log }) {
  let isFirstStart = true
  const options = { log: (/** @type {string} */ line) => isFirstStart && log(line) }
  // Quorum queues tell how many messages they have at this interval, by default every 5 s.
  const rabbit = before(await createRabbit({ settings: { quorum_tick_interval: 500 }, ...options }))
  // Redis answers after the write is on disk. With `everysec` it may answer first: a write waits up
  // to 2 s for a sync that is under way, and a SIGKILL then takes what was answered.
  const redis =
    results === 'redis'
      ? before(await createRedis({ appendFsync: 'always', ...options }))
      : undefined
  const postgres =
    results === 'postgresql' || hasDatabase ? before(await createPostgres(options)) : undefined
  const all = [rabbit, redis, postgres].filter((one) => one !== undefined)
  const dispose = async () => {
    for (const { proxy } of all) proxy.close()
    await Promise.all(all.map(({ server }) => server.dispose()))
  }
  try {
    await Promise.all(all.flatMap(({ server, proxy }) => [server.start(), proxy.listen()]))
  } catch (error) {
    await dispose()
    throw error
  }
  isFirstStart = false
  const store = /** @type {Proxied<{ url: string }>} */ (redis ?? postgres)
  const urls = {
    rabbitmqUrl: rabbit.server.url,
    storeUrl: store.server.url,
    databaseUrl: postgres?.server.url,
  }
  const proxied = {
    rabbitmqUrl: through(rabbit),
    storeUrl: through(store),
    databaseUrl: postgres && through(postgres),
  }
  const api = new BrokerApi(rabbit.server.managementUrl)
  return { rabbit, redis, postgres, urls, proxied, api, dispose }
}

/**
 * @template {{ url: string }} S
 * @param {S} server
 * @returns {Proxied<S>}
 */
function before(server) {
  const { hostname, port } = new URL(server.url)
  return { server, proxy: new FaultyProxy({ host: hostname, port: Number(port) }) }
}

/** @param {Proxied<{ url: string }>} proxied */
function through({ server, proxy }) {
  const url = new URL(server.url)
  url.port = String(proxy.port)
  return url.href
}
