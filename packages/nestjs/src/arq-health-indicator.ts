import { type Health, type Language, renderText } from '@arq/core'
import type { DiscoveryService } from '@nestjs/core'

import { ArqWorkers } from './arq-workers.js'
import { UNNAMED } from './tokens.js'

/** What one indicator says, as `@nestjs/terminus` takes it. */
export type ArqHealthResult = Readonly<
  Record<string, { readonly status: 'up' | 'down'; readonly [detail: string]: unknown }>
>

/** Which worker is asked, and how it answers. */
export interface ArqHealthOptions {
  /** The `name` of its client. @defaultValue the one without a name */
  readonly client?: string
  /** Of its problems. @defaultValue `'en'` */
  readonly language?: Language
}

/** A problem keeps the worker from its jobs: the form in which `@nestjs/terminus` knows one. */
class ArqHealthError extends Error {
  override readonly name = 'HealthCheckError'
  readonly isHealthCheckError = true
  readonly causes: ArqHealthResult

  constructor(causes: ArqHealthResult, message: string) {
    super(message)
    this.causes = causes
  }
}

/**
 * The health of a worker for `@nestjs/terminus` 10 and 11, which is not needed otherwise: up while jobs run, with `degraded` and
 * its problems where something is wrong; down while the broker is away, a queue is not consumed, or no job can start.
 *
 * @example
 * ```ts
 * this.health.check([() => this.arq.isHealthy()])
 * ```
 */
export class ArqHealthIndicator {
  readonly #workers: ArqWorkers

  /** @internal `ArqModule` makes it. */
  constructor(discovery: DiscoveryService) {
    this.#workers = new ArqWorkers(discovery)
  }

  /**
   * @param key under which the result stands
   * @returns up, also where this process runs no jobs for that client: `worker` is `none` then
   * @throws an error that terminus knows, with the result as `causes`, when it is down
   */
  isHealthy(key = 'arq', options: ArqHealthOptions = {}): Promise<ArqHealthResult> {
    const { client = UNNAMED, language = 'en' } = options
    const worker = this.#workers.get(client)
    if (!worker) return Promise.resolve({ [key]: { status: 'up', worker: 'none' } })
    const { status, problems } = worker.health
    const told = problems.map((problem) => toldOf(problem, language))
    const details = { worker: status, ...(told.length > 0 ? { problems: told } : {}) }
    if (status !== 'not_ready') return Promise.resolve({ [key]: { status: 'up', ...details } })
    const causes: ArqHealthResult = { [key]: { status: 'down', ...details } }
    return Promise.reject(new ArqHealthError(causes, told.map(({ text }) => text).join('; ')))
  }
}

const toldOf = ({ code, text, since }: Health['problems'][number], language: Language) => ({
  code,
  text: renderText(text, language),
  since: since.toISOString(),
})
