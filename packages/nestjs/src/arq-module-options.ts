import type { Client, ClientSettings } from '@arq/client'
import { ConfigurationError, type Language, type WorkerExtra } from '@arq/core'
import type { WorkerSettings } from '@arq/worker'
import type { FactoryProvider, ModuleMetadata } from '@nestjs/common'

import { texts } from './texts.js'
import { clientLabel } from './tokens.js'

/** The settings of a worker, but for what it has from `ArqModule`: transport, result store, and the processors' tasks. */
export type ArqWorkerSettings<X extends object = WorkerExtra> = Omit<
  WorkerSettings<X>,
  'functions' | 'transport' | 'resultStore' | 'jobResultStoreUrl' | 'handleSignals'
> & {
  /** Tasks beside those of the processors. */
  readonly functions?: WorkerSettings<X>['functions']
}

interface Common {
  /** Of the lines that arq writes to Nest's logger. @defaultValue `'en'` */
  readonly language?: Language
}

interface WithSettings extends Common {
  /**
   * How the processors' tasks are run, beside the client's settings, which are the worker's too where it has them (queue,
   * clock, logger …). `false`: this process runs no jobs. @defaultValue a worker, if there are processors for this client
   */
  readonly worker?: ArqWorkerSettings | false
  /**
   * Called when the worker cannot go on, which it never does for a broker or a store that is away unless you limit its
   * tries. Absent: the process ends, as by any rejection that nobody handles, so that its supervisor starts it anew.
   */
  readonly onWorkerFailure?: (error: unknown) => void
}

/** The settings of a client that lives as long as the application, and of a worker; or a client of yours, which stays open. */
export type ArqOptions =
  | (ClientSettings & WithSettings & { readonly client?: never })
  | (Common & { readonly client: Client; readonly worker?: false })

interface Place {
  /** Tells several clients apart: `@InjectClient('billing')`. @defaultValue none */
  readonly name?: string
  /** Whether all modules may inject it, not only those that import it. @defaultValue `true` */
  readonly isGlobal?: boolean
}

/** What `ArqModule.forRoot` takes. */
export type ArqModuleOptions = Place & ArqOptions

/** What `ArqModule.forRootAsync` takes: as any module of Nest's does. */
export interface ArqModuleAsyncOptions extends Place, Pick<ModuleMetadata, 'imports'> {
  /** What the factory is called with. */
  readonly inject?: FactoryProvider['inject']
  readonly useFactory: (...args: never[]) => ArqOptions | Promise<ArqOptions>
}

interface OfModule {
  readonly name: string
  readonly language: Language
}

/** A client and a worker of the module's own. */
interface OwnClient extends OfModule {
  readonly client: undefined
  /** The client looks at them. */
  readonly settings: ClientSettings
  readonly worker: ArqWorkerSettings | false | undefined
  readonly onWorkerFailure: ((error: unknown) => void) | undefined
}

/** A client of yours: there is no worker, for which there is no transport. */
interface YourClient extends OfModule {
  readonly client: Client
  readonly worker: false | undefined
}

export type ResolvedOptions = OwnClient | YourClient

/** @throws ConfigurationError naming what is wrong of the module's own; client and worker look at their settings themselves */
export function resolveOptions(name: string, options: ArqOptions): ResolvedOptions {
  const refuse = (path: string, text: ReturnType<typeof texts.notAnObject>): never => {
    throw new ConfigurationError(clientLabel(name), [{ path, text }])
  }
  if (!isObject(options)) return refuse('', texts.notAnObject())
  if (options.client) {
    const { client, worker, language = 'en', ...others } = options
    const [beside] = Object.keys(others)
    if (beside !== undefined) refuse(beside, texts.clientAndSettings())
    return { client, name, language, worker }
  }
  const { client, worker, language = 'en', onWorkerFailure, ...settings } = options
  if (worker !== undefined && worker !== false && !isObject(worker)) {
    refuse('worker', texts.workerSettings())
  }
  return { client, name, language, settings, worker, onWorkerFailure }
}

/** What its type says may come from JavaScript, or from a factory that forgot its `return`. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
