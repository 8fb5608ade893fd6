import {
  ConfigurationError,
  type Logger,
  type LogLevel,
  renderText,
  type ResultStore,
  type Transport,
} from '@arq/core'

import { CONNECTION_DEFAULTS } from './connection-settings.js'
import type { Override, Overrides } from './overrides.js'
import { ownStores } from './own-stores.js'
import { paint } from './print.js'
import type { Program } from './program.js'
import type { GivenSettings } from './settings-shape.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'
import type { AdapterSettings, LogFormat, Wiring } from './wiring.js'

/** How one part of a worker is had: constructed by the settings module, or opened here from a URL. */
interface Part<T> {
  readonly key: 'transport' | 'resultStore' | 'logger'
  /** A method that tells a constructed object from plain settings. */
  readonly method: string
  /** Settings of the command line that have no effect on a constructed object. */
  readonly overriddenBy: readonly string[]
  /** For people, how the module could say it so that the flag works. */
  readonly example?: string
  open(given: unknown): Promise<T>
}

export interface PartOptions {
  readonly settings: GivenSettings
  readonly overrides: Overrides
  readonly wiring: Wiring
  readonly program: Program
}

interface PartsOptions extends PartOptions {
  readonly isDebugging: boolean
}

export interface WorkerParts {
  readonly transport: Transport
  readonly resultStore: ResultStore | undefined
  readonly logger: Logger
}

/**
 * Transport, result store and logger of a worker. Opened: not yet connected.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` when a flag asks for what the settings module has constructed itself
 */
export async function workerParts(options: PartsOptions): Promise<WorkerParts> {
  const { overrides, wiring, isDebugging } = options

  const logger = await partOf<Logger>(options, {
    key: 'logger',
    method: 'info',
    overriddenBy: ['logLevel', 'logFormat'],
    open: () => {
      const level = isDebugging
        ? 'debug'
        : (overrides.get('logLevel')?.value ?? CONNECTION_DEFAULTS.logLevel)
      const format = overrides.get('logFormat')?.value ?? CONNECTION_DEFAULTS.logFormat
      // Their schemas take nothing else.
      return wiring.openLogger({
        level: level as LogLevel,
        format: format as LogFormat,
        language: options.program.language,
      })
    },
  })
  const transport = await transportOf(options)
  const resultStore = await resultStoreOf(options)
  return { transport, resultStore, logger }
}

/**
 * The transport that the settings module constructs, or one opened from its settings, with flags and environment in
 * their place; not yet connected.
 * @param defaults what holds where nobody says otherwise
 * @throws as {@link workerParts}
 */
export function transportOf(
  options: PartOptions,
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<Transport> {
  const rabbitmqUrl = options.overrides.get('rabbitmqUrl')?.value
  const connectionTimeout = options.overrides.get('connectionTimeout')?.value
  const managementUrl = options.overrides.get('managementUrl')?.value
  const fromFile = options.overrides.get('transport')?.value
  return partOf<Transport>(options, {
    key: 'transport',
    method: 'acquire',
    overriddenBy: ['rabbitmqUrl', 'connectionTimeout', 'managementUrl', 'transport'],
    example: "{ url: 'amqp://…' }",
    open: (given) => {
      const settings = {
        url: CONNECTION_DEFAULTS.rabbitmqUrl,
        ...defaults,
        ...adapterSettings(given, 'transport', 'AmqpTransport({ url })', options.program),
        ...(typeof fromFile === 'object' ? fromFile : {}),
        ...(rabbitmqUrl === undefined ? {} : { url: asUrls(rabbitmqUrl) }),
        ...(connectionTimeout === undefined ? {} : { connectionTimeout }),
        ...(managementUrl === undefined ? {} : { managementUrl }),
      }
      const { wiring } = options
      return namingSource(options, 'rabbitmqUrl', () => wiring.openTransport(settings))
    },
  })
}

/** The result store, not yet connected; `undefined`: there is none. @throws as {@link workerParts} */
export function resultStoreOf(options: PartOptions): Promise<ResultStore | undefined> {
  return partOf<ResultStore | undefined>(options, {
    key: 'resultStore',
    method: 'transition',
    overriddenBy: ['resultStoreUrl'],
    example: "{ url: 'redis://…' }",
    open: async (given) => {
      const url =
        options.overrides.get('resultStoreUrl')?.value ?? options.settings['jobResultStoreUrl']
      const example = 'RedisResultStore({ url })'
      const plain = adapterSettings(given, 'resultStore', example, options.program)
      const settings = { ...plain, ...(url === undefined ? {} : { url: asUrl(url) }) }
      if (!hasUrl(settings)) return undefined
      const { wiring } = options
      return namingSource(options, 'resultStoreUrl', () =>
        wiring.openResultStore(settings, ownStores(options)),
      )
    },
  })
}

/** A URL that no adapter takes is looked for where it was given: a flag or a variable has another name than the URL. */
async function namingSource<T>(
  { overrides }: PartOptions,
  key: string,
  open: () => Promise<T>,
): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const source = overrides.get(key)?.source
    const isOfUrl = error instanceof ConfigurationError && error.details['subject'] === 'URL'
    if (!isOfUrl || source === undefined) throw error
    throw new ConfigurationError(source, error.issues, error)
  }
}

async function partOf<T>(options: PartOptions, part: Part<T>): Promise<T> {
  const given = options.settings[part.key]
  if (!isConstructed(given, part.method)) return part.open(given)
  for (const key of part.overriddenBy) {
    const override = options.overrides.get(key)
    if (override) hasNoEffect(override, part, given, options.program)
  }
  // It has the method that tells the port; the worker's schema checks the others.
  return given as T
}

/** Whoever types a flag means it now: an error. A variable or a file may be there for other programs: a warning. */
function hasNoEffect<T>(
  { source, from }: Override,
  { key, example }: Part<T>,
  given: object,
  program: Program,
): void {
  const object = given.constructor.name
  if (from === 'flag') {
    const problem =
      example === undefined
        ? texts.flagAgainstOwn({ key, object })
        : texts.flagAgainstObject({ key, object, example })
    throw usageError(program, source, problem)
  }
  const { errors, language } = program
  const warning = renderText(texts.variableWithoutEffect({ name: source, key, object }), language)
  errors.write(`${paint('yellow', renderText(texts.warning(), language), errors)}${warning}\n`)
}

function isConstructed(value: unknown, method: string): value is object {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function'
  )
}

/** Plain settings of an adapter, as the module gives them; nothing when it gives none. */
function adapterSettings(
  given: unknown,
  key: string,
  example: string,
  program: Program,
): Readonly<Record<string, unknown>> {
  if (given === undefined) return {}
  if (typeof given === 'object' && given !== null) return { ...given }
  throw usageError(program, key, texts.partNotUnderstood({ example }))
}

const asUrl = (value: unknown): string => String(value)

/** One, or the nodes of a cluster. */
const asUrls = (value: unknown): string | string[] =>
  Array.isArray(value) ? value.map(String) : String(value)

function hasUrl(settings: Readonly<Record<string, unknown>>): settings is AdapterSettings {
  return settings['url'] !== undefined
}
