import type { Client } from '@arq/client'
import type { CronJob } from '@arq/worker'

import { resolveOptions } from './arq-module-options.js'
import type { MethodTask } from './processors/found-task.js'
import type { ArqRuntime } from './runtime/arq-runtime.js'
import { optionsToken, runtimeToken, UNNAMED } from './tokens.js'

/** As much of `TestingModuleBuilder` of `@nestjs/testing` as is used. */
interface ModuleBuilder<M> {
  overrideProvider(token: string): { useValue(value: unknown): unknown }
  compile(): Promise<M>
}

/** As much of its `TestingModule`. */
interface CompiledModule {
  init(): Promise<unknown>
  get(token: string, options: { strict: false }): unknown
}

/** An application that has the test's client, and no worker. */
export interface ApplicationUnderTest<M> {
  readonly module: M
  /** For a worker of the test's. */
  readonly worker: {
    /** All tasks of its processors. */
    readonly functions: readonly MethodTask[]
    /** What its `@Cron()` says. */
    readonly cronJobs: CronJob[]
  }
}

/**
 * Compiles and starts a module of Nest's with a client of the test's in the place of `ArqModule`'s settings: no server is
 * asked, and the worker is the test's, such as that of `createTestArqFor` of `@arq/testing`. What the application says for
 * its `worker` is not in force.
 *
 * @throws what `compile` and `init` reject with; ConfigurationError for tasks that are not as they must be
 *
 * @example
 * ```ts
 * let app!: ApplicationUnderTest<TestingModule>
 * await using arq = await createTestArqFor(async (client) => {
 *   app = await applicationUnderTest(Test.createTestingModule({ imports: [AppModule] }), client)
 *   return app.worker
 * })
 * await app.module.get(SignUp).welcome('ada@example.com')
 * await arq.drain()
 * ```
 */
export async function applicationUnderTest<M extends CompiledModule>(
  builder: ModuleBuilder<M>,
  client: Client,
  options: {
    /** The `name` of the `ArqModule.forRoot` that is meant. @defaultValue the one without a name */
    readonly name?: string
  } = {},
): Promise<ApplicationUnderTest<M>> {
  const { name = UNNAMED } = options
  const resolved = resolveOptions(name, { client, worker: false })
  builder.overrideProvider(optionsToken(name)).useValue(resolved)
  const module = await builder.compile()
  await module.init()
  // What `ArqModule` provides by that token.
  const { work } = module.get(runtimeToken(name), { strict: false }) as ArqRuntime
  return { module, worker: { functions: work.tasks, cronJobs: [...work.cronJobs] } }
}
