import { randomUUID } from 'node:crypto'

import { Client as ArqClient } from '@arq/client'
import type { DynamicModule, Provider } from '@nestjs/common'
import { DiscoveryModule, DiscoveryService, ModuleRef } from '@nestjs/core'

import { ArqHealthIndicator } from './arq-health-indicator.js'
import {
  type ArqModuleAsyncOptions,
  type ArqModuleOptions,
  type ResolvedOptions,
  resolveOptions,
} from './arq-module-options.js'
import { ArqWorkers } from './arq-workers.js'
import { ArqRuntime } from './runtime/arq-runtime.js'
import { openClient } from './runtime/open-client.js'
import { getClientToken, optionsToken, runtimeToken, UNNAMED } from './tokens.js'

/**
 * arq in NestJS: a client to inject, and a worker for the tasks of all providers with `@Processor()`, both of which live as
 * long as the application.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [ArqModule.forRoot({ transport: new AmqpTransport({ url: 'amqp://localhost:5672' }) })],
 *   providers: [EmailProcessor, SignUpService],
 * })
 * export class AppModule {}
 * ```
 */
// A module of Nest's is a class.
// oxlint-disable-next-line typescript/no-extraneous-class
export class ArqModule {
  /**
   * With settings that are there at once. For several clients call it several times, each with a `name`.
   *
   * The client is open before anything that injects it is made; when it cannot be opened, the application is not made
   * either: with a broker that is away after the transport's `connectionTimeout`.
   */
  static forRoot(options: ArqModuleOptions): DynamicModule {
    const { name = UNNAMED, isGlobal = true, ...rest } = options
    return moduleOf({ name, isGlobal, useFactory: () => rest })
  }

  /** With settings that a factory gives, from what it injects: those of `ConfigService`, for example. */
  static forRootAsync(options: ArqModuleAsyncOptions): DynamicModule {
    return moduleOf(options)
  }
}

function moduleOf(wanted: ArqModuleAsyncOptions): DynamicModule {
  const { name = UNNAMED, isGlobal = true, imports = [], inject = [], useFactory } = wanted
  const options: Provider = {
    provide: optionsToken(name),
    inject,
    // Nest calls it with what `inject` says.
    useFactory: async (...args: never[]) => resolveOptions(name, await useFactory(...args)),
  }
  const client: Provider = {
    provide: getClientToken(name),
    inject: [optionsToken(name)],
    useFactory: (resolved: ResolvedOptions) => openClient(resolved),
  }
  const runtime: Provider = {
    provide: runtimeToken(name),
    inject: [optionsToken(name), getClientToken(name), DiscoveryService, ModuleRef],
    useFactory: (
      resolved: ResolvedOptions,
      opened: ArqClient,
      ...rest: [DiscoveryService, ModuleRef]
    ) => new ArqRuntime(resolved, opened, ...rest),
  }
  // By its class, where `emitDecoratorMetadata` says what a parameter is.
  const byClass: Provider[] =
    name === UNNAMED ? [{ provide: ArqClient, useExisting: getClientToken() }] : []
  const told: Provider[] = [ArqWorkers, ArqHealthIndicator].map((Told) => ({
    provide: Told,
    inject: [DiscoveryService],
    useFactory: (discovery: DiscoveryService) => new Told(discovery),
  }))
  // Nest 10 takes two modules for one whose factories have the same text.
  const unique: Provider = { provide: 'arq module', useValue: randomUUID() }
  return {
    module: ArqModule,
    global: isGlobal,
    imports: [DiscoveryModule, ...imports],
    providers: [unique, options, client, runtime, ...byClass, ...told],
    exports: [
      getClientToken(name),
      ...(name === UNNAMED ? [ArqClient] : []),
      ArqWorkers,
      ArqHealthIndicator,
    ],
  }
}
