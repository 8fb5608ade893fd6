import type { Client } from '@arq/client'
import { ConfigurationError, renderText } from '@arq/core'
import type { Worker } from '@arq/worker'
import type {
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleDestroy,
  OnModuleInit,
} from '@nestjs/common'
import type { DiscoveryService, ModuleRef } from '@nestjs/core'

import type { ResolvedOptions } from '../arq-module-options.js'
import { nestLogger } from '../nest-logger.js'
import { findClasses } from '../processors/find-classes.js'
import { type ClientWork, workByClient } from '../processors/found-task.js'
import { texts } from '../texts.js'
import { clientLabel } from '../tokens.js'
import { newWorker } from './new-worker.js'
import { untilUnderWay } from './until-under-way.js'

/**
 * A module's client and worker in the life of the application.
 *
 * | Nest                     | arq                                                              |
 * | ------------------------ | ---------------------------------------------------------------- |
 * | `onModuleInit`           | finds the tasks, checks them and the worker's settings            |
 * | `onApplicationBootstrap` | starts the worker: providers that its tasks use are ready         |
 * | `onModuleDestroy`        | stops the worker: providers that its tasks use are still there    |
 * | `onApplicationShutdown`  | closes the client: no request is under way any more               |
 */
export class ArqRuntime
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  readonly name: string
  readonly #options: ResolvedOptions
  readonly #client: Client
  readonly #discovery: DiscoveryService
  readonly #modules: ModuleRef
  #work: ClientWork = { tasks: [], cronJobs: [] }
  #worker: Worker | undefined

  constructor(
    options: ResolvedOptions,
    client: Client,
    discovery: DiscoveryService,
    modules: ModuleRef,
  ) {
    this.name = options.name
    this.#options = options
    this.#client = client
    this.#discovery = discovery
    this.#modules = modules
  }

  get worker(): Worker | undefined {
    return this.#worker
  }

  /** What there is for a worker of this client to do, from `onModuleInit` on, whether there is one here or not. */
  get work(): ClientWork {
    return this.#work
  }

  /** @throws ConfigurationError naming each class, method and setting that is not as it must be */
  onModuleInit(): Promise<void> {
    return this.#orCloseAll(() => this.#prepare())
  }

  /** @throws what the worker cannot start with: what `onStartup` throws, a queue that exists with other arguments */
  onApplicationBootstrap(): Promise<void> {
    return this.#orCloseAll(() => this.#start())
  }

  async onModuleDestroy(): Promise<void> {
    await this.#worker?.stop()
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.#options.client) await this.#client.close()
  }

  #prepare(): void {
    const names = runtimesOf(this.#discovery).map(({ name }) => name)
    if (names.indexOf(this.name) !== names.lastIndexOf(this.name)) {
      throw new ConfigurationError(clientLabel(this.name), [{ path: '', text: texts.sameClient() }])
    }
    const works = workByClient(findClasses(this.#discovery, this.#modules), names)
    this.#work = works.get(this.name) ?? this.#work
    this.#worker = newWorker(this.#options, this.#work)
  }

  async #start(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const running = worker.run()
    await untilUnderWay(worker, running)
    // Not awaited: it is the life of the worker.
    void this.#watch(running)
  }

  /** An application that does not start is not closed by Nest either: nothing of arq may keep its process alive. */
  async #orCloseAll(step: () => void | Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      for (const runtime of runtimesOf(this.#discovery)) {
        await runtime.onModuleDestroy()
        await runtime.onApplicationShutdown()
      }
      throw error
    }
  }

  async #watch(running: Promise<void>): Promise<void> {
    try {
      await running
    } catch (error) {
      const options = this.#options
      const { language } = options
      if (!options.client && options.onWorkerFailure) {
        options.onWorkerFailure(error)
        return
      }
      nestLogger({ language }).fatal(renderText(texts.workerFailed(), language), { error })
      throw error
    }
  }
}

/** Those of all modules of an application. */
export function runtimesOf(discovery: DiscoveryService): ArqRuntime[] {
  return discovery.getProviders().flatMap((wrapper): ArqRuntime[] => {
    const instance: unknown = wrapper.isAlias ? undefined : wrapper.instance
    return instance instanceof ArqRuntime ? [instance] : []
  })
}
