import {
  createConsoleLogger,
  type Language,
  type Logger,
  type LogLevel,
  type ResultStore,
  ResultStoreRegistry,
  type Transport,
  TransportRegistry,
  UnsupportedError,
} from '@arq/core'
import type * as logging from '@arq/logging'
import type * as resultRedis from '@arq/result-redis'
import type * as transportAmqp from '@arq/transport-amqp'

import type { PackageLoader } from './load-package.js'
import { messages } from './messages.js'

/** Settings of an adapter: a URL whose scheme chooses the adapter, and what else the adapter takes. */
export interface AdapterSettings {
  readonly url: string | readonly string[]
  readonly [key: string]: unknown
}

interface LoggerOptions {
  readonly level: LogLevel
  readonly language: Language
}

export type BrokerInspection = transportAmqp.BrokerInspection

/** Opens what commands use by core's ports. */
export interface Wiring {
  openTransport(settings: AdapterSettings): Promise<Transport>
  openResultStore(settings: AdapterSettings): Promise<ResultStore>
  openLogger(options: LoggerOptions): Promise<Logger>
}

/**
 * The one place that names concrete packages. They are optional: each is imported when its URL scheme is asked for.
 */
export function createWiring(loadPackage: PackageLoader): Wiring {
  /** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs the package */
  const load = async (name: string, what: string): Promise<unknown> => {
    const loaded = await loadPackage(name)
    if (loaded !== undefined) return loaded
    throw new UnsupportedError(messages.packageAbsent({ what, name }), { missing: name })
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
      return registry.open(firstUrl(settings))
    },

    openResultStore(settings) {
      const registry = new ResultStoreRegistry()
      const redis = async (): Promise<ResultStore> => {
        const name = '@arq/result-redis'
        // As above.
        const { RedisResultStore } = (await load(name, 'redis:')) as typeof resultRedis
        return new RedisResultStore({ ...settings, url: firstUrl(settings) })
      }
      registry.register('redis', redis).register('rediss', redis)
      return registry.open(firstUrl(settings))
    },

    async openLogger({ level, language }) {
      const loaded = await loadPackage('@arq/logging')
      if (loaded === undefined) return createConsoleLogger({ level })
      // As above.
      return (loaded as typeof logging).createLogger({ level, language })
    },
  }
}

const firstUrl = ({ url }: AdapterSettings): string =>
  typeof url === 'string' ? url : (url[0] ?? '')
