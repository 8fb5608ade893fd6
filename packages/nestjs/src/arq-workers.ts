import type { Worker } from '@arq/worker'
import type { DiscoveryService } from '@nestjs/core'

import { runtimesOf } from './runtime/arq-runtime.js'
import { UNNAMED } from './tokens.js'

/** The workers of this application, to be injected: for their events, their counts and their health. */
export class ArqWorkers {
  readonly #discovery: DiscoveryService

  /** @internal `ArqModule` makes it. */
  constructor(discovery: DiscoveryService) {
    this.#discovery = discovery
  }

  /**
   * The worker of the client of this name, from `onModuleInit` of `ArqModule` on: in `onApplicationBootstrap` it is there.
   * `undefined` where this process runs no jobs for that client.
   */
  get(name: string = UNNAMED): Worker | undefined {
    return runtimesOf(this.#discovery).find((runtime) => runtime.name === name)?.worker
  }
}
