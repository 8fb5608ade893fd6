import { createRabbit, createRedis, MissingService, startServices } from '@arq/tooling-services'

import { withConnection } from './contestants/amqp-queue.js'
import { withRedis } from './contestants/redis-keys.js'

/**
 * @typedef {object} BenchServers
 * @property {string} rabbitmqUrl
 * @property {string} redisUrl
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
    const [rabbitmqUrl, redisUrl] = await Promise.all([
      openServer('rabbitmq', createRabbit, { log, stops }),
      openServer('redis', createRedis, { log, stops }),
    ])
    const versions = {
      RabbitMQ: await rabbitVersion(rabbitmqUrl),
      Redis: await redisVersion(redisUrl),
    }
    return { rabbitmqUrl, redisUrl, versions, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const VARIABLES = { rabbitmq: 'ARQ_TEST_RABBITMQ_URL', redis: 'ARQ_TEST_REDIS_URL' }

/**
 * @param {'rabbitmq' | 'redis'} name
 * @param {(options: import('@arq/tooling-services').ServerOptions) =>
 *   Promise<import('@arq/tooling-services').Server>} create
 * @param {{ log: (line: string) => void, stops: (() => Promise<void>)[] }} options
 * @returns {Promise<string>} its URL
 */
async function openServer(name, create, { log, stops }) {
  const given = process.env[VARIABLES[name]]
  if (given) return given
  try {
    const server = await create({ log })
    stops.push(() => server.dispose())
    await server.start()
    return server.url
  } catch (error) {
    if (!(error instanceof MissingService)) throw error
  }
  // No program of it here: that package knows how to install one, or to run a container.
  const services = await startServices([name], { log })
  stops.push(() => services.stop())
  return services.urls[name] ?? ''
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
