import { createRabbit, createRedis } from '@arq/tooling-services'

import { BrokerApi } from './faults/broker-api.js'
import { FaultyProxy } from './faults/faulty-proxy.js'

/**
 * RabbitMQ and Redis of one run, never those that others use.
 * @typedef {object} ChaosServers
 * @property {import('@arq/tooling-services').PrivateRabbitServer} rabbit
 * @property {import('@arq/tooling-services').RedisServer} redis
 * @property {FaultyProxy} rabbitProxy in front of RabbitMQ
 * @property {FaultyProxy} redisProxy in front of Redis
 * @property {{ rabbitmqUrl: string, redisUrl: string }} proxied through the proxies: what our
 *   processes get
 * @property {BrokerApi} api
 * @property {() => Promise<void>} dispose
 */

/**
 * @param {import('@arq/tooling-services').Log} log
 * @returns {Promise<ChaosServers>}
 */
export async function startServers(log) {
  let isFirstStart = true
  const options = { log: (/** @type {string} */ line) => isFirstStart && log(line) }
  // Quorum queues tell how many messages they have at this interval, by default every 5 s.
  const rabbit = await createRabbit({ settings: { quorum_tick_interval: 500 }, ...options })
  // Redis answers after the write is on disk. With `everysec` it may answer first: a write waits up
  // to 2 s for a sync that is under way, and a SIGKILL then takes what was answered.
  const redis = await createRedis({ appendFsync: 'always', ...options })
  const rabbitProxy = proxyBefore(rabbit.url)
  const redisProxy = proxyBefore(redis.url)
  const dispose = async () => {
    rabbitProxy.close()
    redisProxy.close()
    await Promise.all([rabbit.dispose(), redis.dispose()])
  }
  try {
    await Promise.all([rabbit.start(), redis.start(), rabbitProxy.listen(), redisProxy.listen()])
  } catch (error) {
    await dispose()
    throw error
  }
  isFirstStart = false
  const proxied = {
    rabbitmqUrl: through(rabbitProxy, rabbit.url),
    redisUrl: through(redisProxy, redis.url),
  }
  const api = new BrokerApi(rabbit.managementUrl)
  return { rabbit, redis, rabbitProxy, redisProxy, proxied, api, dispose }
}

/** @param {string} url */
function proxyBefore(url) {
  const { hostname, port } = new URL(url)
  return new FaultyProxy({ host: hostname, port: Number(port) })
}

/**
 * @param {FaultyProxy} proxy
 * @param {string} url
 */
function through(proxy, url) {
  const proxied = new URL(url)
  proxied.port = String(proxy.port)
  return proxied.href
}
