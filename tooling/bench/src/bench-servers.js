import {
  createPostgres,
  createRabbit,
  createRedis,
  MissingService,
  startServices,
} from '@arq/tooling-services'

import { withConnection } from './contestants/amqp-queue.js'
import { withPostgres } from './contestants/postgres-tables.js'
import { withRedis } from './contestants/redis-keys.js'
import { isThisMachine } from './is-this-machine.js'
import { Management } from './management.js'

/**
 * @typedef {object} BenchServers
 * @property {string} rabbitmqUrl
 * @property {string} redisUrl
 * @property {string | undefined} postgresqlUrl absent: nobody needs one
 * @property {string | undefined} mongodbUrl absent: none is named
 * @property {string | undefined} managementUrl RabbitMQ's HTTP API; absent: the environment names a
 *   broker without it
 * @property {Readonly<Record<string, string>>} versions
 * @property {import('./contract.d.ts').ServerPids} serverPids
 * @property {() => Promise<void>} stop ends those that were started here
 */

/**
 * Servers that the environment names, or private ones: a measurement has no business on a broker
 * that happens to run on this machine.
 * @param {(line: string) => void} log
 * @param {{ needsPostgres?: boolean }} [needs]
 * @returns {Promise<BenchServers>}
 */
export async function openServers(log, { needsPostgres = false } = {}) {
  /** @type {(() => Promise<void>)[]} */
  const stops = []
  const stop = async () => void (await Promise.all(stops.splice(0).map((end) => end())))
  try {
    const [rabbit, redis, postgres] = await Promise.all([
      openServer('rabbitmq', createRabbit, { log, stops }),
      openServer('redis', createRedis, { log, stops }),
      needsPostgres ? openServer('postgresql', createDurablePostgres, { log, stops }) : undefined,
    ])
    const { url: rabbitmqUrl, managementUrl } = rabbit
    const redisUrl = redis.url
    const told = await askRedis(redisUrl)
    const postgresqlUrl = postgres?.url
    const mongodbUrl = process.env[MONGODB_VARIABLE] || undefined
    const versions = {
      RabbitMQ: await rabbitVersion(rabbitmqUrl),
      Redis: told.version,
      ...(postgresqlUrl !== undefined && { PostgreSQL: await postgresVersion(postgresqlUrl) }),
    }
    const broker = managementUrl ? await new Management(managementUrl).brokerPid() : undefined
    const serverPids = { broker, redis: told.pid, postgresql: postgres?.pid }
    const urls = { rabbitmqUrl, redisUrl, postgresqlUrl, mongodbUrl, managementUrl }
    return { ...urls, versions, serverPids, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Only one that somebody names: what tests start in its place tells nothing of its speed. */
export const MONGODB_VARIABLE = 'ARQ_TEST_MONGODB_URL'

/** @type {Record<'rabbitmq' | 'redis' | 'postgresql', { url: string, managementUrl?: string }>} */
const VARIABLES = {
  rabbitmq: { url: 'ARQ_TEST_RABBITMQ_URL', managementUrl: 'ARQ_TEST_RABBITMQ_MANAGEMENT_URL' },
  redis: { url: 'ARQ_TEST_REDIS_URL' },
  postgresql: { url: 'ARQ_TEST_POSTGRESQL_URL' },
}

/**
 * @param {'rabbitmq' | 'redis' | 'postgresql'} name
 * @param {(options: import('@arq/tooling-services').ServerOptions) =>
 *   Promise<import('@arq/tooling-services').Server>} create
 * @param {{ log: (line: string) => void, stops: (() => Promise<void>)[] }} options
 * @returns {Promise<import('@arq/tooling-services').Access & { pid?: number | undefined }>}
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

/**
 * As it is in use: what it has answered is on the disk.
 * @param {import('@arq/tooling-services').ServerOptions} options
 */
const createDurablePostgres = (options) =>
  createPostgres({ ...options, settings: { fsync: 'on', full_page_writes: 'on' } })

/** @param {string} postgresqlUrl */
async function postgresVersion(postgresqlUrl) {
  const text = `select current_setting('server_version') as version, current_setting('fsync') as fsync`
  const told = await withPostgres({ postgresqlUrl }, (client) => client.query(text))
  const { version, fsync } = told?.rows[0] ?? {}
  // Without it nothing is waited for at a commit.
  return `${version} with fsync ${fsync}`
}

/** @param {string} rabbitmqUrl */
function rabbitVersion(rabbitmqUrl) {
  return withConnection({ rabbitmqUrl }, async ({ connection }) =>
    String(connection.serverProperties['version']),
  )
}

/** @param {string} redisUrl */
function askRedis(redisUrl) {
  return withRedis({ redisUrl }, async (client) => {
    const info = await client.info()
    const isHere = isThisMachine(new URL(redisUrl).hostname)
    const pid = Number(/^process_id:(\d+)/m.exec(info)?.[1])
    return {
      version: /^redis_version:(.*?)\r?$/m.exec(info)?.[1] ?? 'unknown',
      pid: isHere && pid > 0 ? pid : undefined,
    }
  })
}
