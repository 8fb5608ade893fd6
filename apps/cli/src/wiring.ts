import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'

import {
  createConsoleLogger,
  filePayloads,
  type Language,
  type Logger,
  type LogLevel,
  type PayloadStore,
  type ResultStore,
  ResultStoreRegistry,
  type Transport,
  TransportRegistry,
  UnsupportedError,
  type UrlFactory,
} from '@arq/core'
import type * as dashboard from '@arq/dashboard'
import type * as logging from '@arq/logging'
import type * as memory from '@arq/memory'
import type * as outbox from '@arq/outbox'
import type * as resultMongodb from '@arq/result-mongodb'
import type * as resultRedis from '@arq/result-redis'
import type * as resultS3 from '@arq/result-s3'
import type * as resultSql from '@arq/result-sql'
import type * as transportAmqp from '@arq/transport-amqp'
import type * as transportRocketMQ from '@arq/transport-rocketmq'
import type * as babelParser from '@babel/parser'

import type { PackageLoader } from './load-package.js'
import { texts } from './texts.js'

/** Settings of an adapter: a URL whose scheme chooses the adapter, and what else the adapter takes. */
export interface AdapterSettings {
  readonly url: string | readonly string[]
  readonly [key: string]: unknown
}

export type LogFormat = 'text' | 'json'

interface LoggerOptions {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly language: Language
}

/** Opens what commands use by core's ports. */
export interface Wiring {
  openTransport(settings: AdapterSettings): Promise<Transport>
  /** @param own who opens schemes that are not ours; they win over ours */
  openResultStore(
    settings: AdapterSettings,
    own?: ReadonlyMap<string, UrlFactory<ResultStore>>,
  ): Promise<ResultStore>
  /**
   * Where large arguments and results lie.
   * @returns `undefined` for a URL of another scheme
   */
  openPayloads(url: string): Promise<PayloadStore | undefined>
  openLogger(options: LoggerOptions): Promise<Logger>
  /** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs it */
  loadDashboard(): Promise<Dashboards>
  /** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs it */
  loadOutbox(): Promise<Outboxes>
  /** A broker and a store inside this process, for a worker and a client beside it. */
  openMemory(): Promise<MemoryParts>
  /** Reads JavaScript and TypeScript. @param what needs it */
  loadJsParser(what: string): Promise<typeof babelParser.parse>
}

/** What sends what is in an outbox, and looks into it. */
export type Outboxes = Pick<typeof outbox, 'openOutboxTable' | 'outboxRelay' | 'schemaText'>

/** What opens dashboards. */
export type Dashboards = Pick<typeof dashboard, 'listen'>

export interface MemoryParts {
  readonly workerTransport: Transport
  readonly clientTransport: Transport
  readonly resultStore: ResultStore
}

/**
 * The one place that names concrete packages. They are optional: each is imported when its URL scheme is asked for.
 */
export function createWiring(
  loadPackage: PackageLoader,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Wiring {
  /** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs the package */
  const load = async (
    name: string,
    what: string,
    more: readonly string[] = [],
  ): Promise<unknown> => {
    const loaded = await loadPackage(name)
    if (loaded !== undefined) return loaded
    const line = [name, ...more].join(' ')
    throw new UnsupportedError(texts.packageAbsent({ what, name: line }), { missing: name })
  }

  return {
    openTransport(settings) {
      const registry = new TransportRegistry()
      const amqp = async (): Promise<Transport> => {
        const name = '@arq/transport-amqp'
        // The package's types say what it exports; it checks the settings itself.
        const { AmqpTransport } = (await load(name, 'amqp:')) as typeof transportAmqp
        return new AmqpTransport(settings as transportAmqp.AmqpTransportSettings)
      }
      registry.register('amqp', amqp).register('amqps', amqp)
      const rocketmq = async (): Promise<Transport> => {
        const name = '@arq/transport-rocketmq'
        // As above.
        const { RocketMQTransport } = (await load(name, 'rocketmq:')) as typeof transportRocketMQ
        return new RocketMQTransport(withoutRabbitMQ(settings))
      }
      registry.register('rocketmq', rocketmq).register('rocketmqs', rocketmq)
      return registry.open(firstUrl(settings))
    },

    openResultStore(settings, own = new Map()) {
      const registry = new ResultStoreRegistry()
      const redis = async (): Promise<ResultStore> => {
        const name = '@arq/result-redis'
        const scheme = firstUrl(settings).split(':', 1)[0] ?? ''
        // As above.
        const { RedisResultStore } = (await load(name, `${scheme}:`)) as typeof resultRedis
        return new RedisResultStore({ ...settings, url: firstUrl(settings) })
      }
      for (const topology of ['', '+cluster', '+sentinel']) {
        registry.register(`redis${topology}`, redis).register(`rediss${topology}`, redis)
      }
      const database = async (): Promise<ResultStore> => {
        const name = '@arq/result-sql'
        const scheme = firstUrl(settings).split(':', 1)[0] ?? ''
        // As above.
        const { SqlResultStore } = (await load(
          name,
          `${scheme}:`,
          driverOf(scheme),
        )) as typeof resultSql
        return new SqlResultStore({ ...settings, url: firstUrl(settings) })
      }
      for (const scheme of ['postgresql', 'postgres', 'mysql', 'mariadb', 'sqlite']) {
        registry.register(scheme, database)
      }
      registry.register('s3', async () => {
        // As above.
        const { S3ResultStore } = (await load('@arq/result-s3', 's3:')) as typeof resultS3
        return new S3ResultStore({
          ...awsEnvironment(environment, settings),
          ...settings,
          url: firstUrl(settings),
        })
      })

      const mongo = async (): Promise<ResultStore> => {
        const name = '@arq/result-mongodb'
        // As above.
        const { MongoResultStore } = (await load(name, 'mongodb:')) as typeof resultMongodb
        return new MongoResultStore({ ...settings, url: firstUrl(settings) })
      }
      registry.register('mongodb', mongo).register('mongodb+srv', mongo)
      for (const [scheme, factory] of own) registry.register(scheme, factory)
      return registry.open(firstUrl(settings))
    },

    async loadDashboard() {
      // As above.
      return (await load('@arq/dashboard', 'arq dashboard')) as typeof dashboard
    },

    async loadOutbox() {
      // As above.
      return (await load('@arq/outbox', 'arq outbox')) as typeof outbox
    },

    async openMemory() {
      const name = '@arq/memory'
      // As above.
      const { MemoryBroker, MemoryResultStore, MemoryTransport } = (await load(
        name,
        'memory:',
      )) as typeof memory
      const broker = new MemoryBroker()
      return {
        workerTransport: new MemoryTransport({ broker }),
        clientTransport: new MemoryTransport({ broker }),
        resultStore: new MemoryResultStore(),
      }
    },

    async openPayloads(url) {
      if (url.startsWith('file:///')) return filePayloads(fileURLToPath(url))
      if (!url.startsWith('s3:')) return undefined
      // As above.
      const { s3Payloads } = (await load('@arq/result-s3', 's3:')) as typeof resultS3
      return s3Payloads({ ...awsEnvironment(environment, { url }), url })
    },

    async openLogger({ level, format, language }) {
      const loaded = await loadPackage('@arq/logging')
      if (loaded === undefined) return createConsoleLogger({ level, language })
      // As above.
      return (loaded as typeof logging).createLogger({ level, format, language })
    },

    async loadJsParser(what) {
      const loaded = await loadPackage('@babel/parser')
      if (loaded === undefined) {
        throw new UnsupportedError(texts.packageAbsent({ what, name: '@babel/parser@7' }), {
          missing: '@babel/parser',
        })
      }
      // As above.
      return (loaded as typeof babelParser).parse
    },
  }
}

/** Without what commands add for RabbitMQ only. */
const withoutRabbitMQ = (settings: AdapterSettings): object =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !ONLY_RABBITMQ.includes(key)))

const ONLY_RABBITMQ: readonly string[] = ['connectionName', 'moveDelayedJobs']

/** What @arq/result-sql needs beside itself, so that one line installs all. */
function driverOf(scheme: string): readonly string[] {
  if (scheme.startsWith('postgres')) return ['pg']
  if (scheme !== 'sqlite') return ['mysql2']
  return isBuiltin('node:sqlite') ? [] : ['libsql']
}

/** As every program of AWS reads them, unless URL or settings say a login. */
function awsEnvironment(
  {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  }: Readonly<Record<string, string | undefined>>,
  settings: AdapterSettings,
): { readonly credentials?: resultS3.S3Credentials } {
  const isGiven = /^s3:\/\/[^/]*@/.test(firstUrl(settings))
  if (isGiven || !accessKeyId || !secretAccessKey) return {}
  return { credentials: { accessKeyId, secretAccessKey, sessionToken } }
}

const firstUrl = ({ url }: AdapterSettings): string =>
  typeof url === 'string' ? url : (url[0] ?? '')
