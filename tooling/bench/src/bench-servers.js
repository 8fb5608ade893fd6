import { createRabbit, createRedis, MissingService, startServices } from '@arq/tooling-services'

import { withConnection } from './contestants/amqp-queue.js'
import { withRedis } from './contestants/redis-keys.js'

/**
 * @typedef {object} BenchServers
 * @property {string} rabbitmqUrl
 * @property {string} redisUrl
 * @property {string | undefined} managementUrl RabbitMQ's HTTP API; absent: the environment names a
 *   broker without it
 * @property {Readonly<Record<string, string>>} versions
 * @property {() => Promise<void>} stop ends those that were started here
 */

/**
 * Servers that the environment names, or private ones: a measurement has no business on a broker
 * that happens to run on this machine.
 * @param {(line: string) => void} log
 * @returns {Promise<BenchServers>}
 */
export async function openServers(log) {
  /** @type {(() => Promise<void>)[]} */
  const stops = []
  const stop = async () => void (await Promise.all(stops.splice(0).map((end) => end())))
  try {
    const [rabbit, redis] = await Promise.all([
      openServer('rabbitmq', createRabbit, { log, stops }),
      openServer('redis', createRedis, { log, stops }),
    ])
    const { url: rabbitmqUrl, managementUrl } = rabbit
    const redisUrl = redis.url
    const versions = {
      RabbitMQ: await rabbitVersion(rabbitmqUrl),
      Redis: await redisVersion(redisUrl),
    }
    return { rabbitmqUrl, redisUrl, managementUrl, versions, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @type {Record<'rabbitmq' | 'redis', { url: string, managementUrl?: string }>} */
const VARIABLES = {
  rabbitmq: { url: 'ARQ_TEST_RABBITMQ_URL', managementUrl: 'ARQ_TEST_RABBITMQ_MANAGEMENT_URL' },
  redis: { url: 'ARQ_TEST_REDIS_URL' },
}

/**
 * @param {'rabbitmq' | 'redis'} name
 * @param {(options: import('@arq/tooling-services').ServerOptions) =>
 *   Promise<import('@arq/tooling-services').Server>} create
 * @param {{ log: (line: string) => void, stops: (() => Promise<void>)[] }} options
 * @returns {Promise<import('@arq/tooling-services').Access>}
 */
async function openServer(name, create, { log, stops }) {
  const variables = VARIABLES[name]
  const url = process.env[variables.url]
  const managementUrl = variables.managementUrl && process.env[variables.managementUrl]
  if (url) return { url, managementUrl: managementUrl || undefined }
  try {
    const server = await create({ log })
    stops.push(() => server.dispose())
    await server.start()
    return server
  } catch (error) {
    if (!(error instanceof MissingService)) throw error
  }
  // No program of it here: that package knows how to install one, or to run a container.
  const services = await startServices([name], { log })
  stops.push(() => services.stop())
  return services.details[name] ?? { url: '' }
}

/** @param {string} rabbitmqUrl */
function rabbitVersion(rabbitmqUrl) {
  return withConnection({ rabbitmqUrl }, async ({ connection }) =>
    String(connection.serverProperties['version']),
  )
}

/** @param {string} redisUrl */
function redisVersion(redisUrl) {
  return withRedis({ redisUrl }, async (client) => {
    const info = await client.info()
    return /^redis_version:(.*?)\r?$/m.exec(info)?.[1] ?? 'unknown'
  })
}
