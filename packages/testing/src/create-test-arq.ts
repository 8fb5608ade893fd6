import type { Client } from '@arq/client'
import type { AnyTask, WorkerExtra } from '@arq/core'
import type { ExtraOf, TaskFunction } from '@arq/worker'

import { type Bench, type BuiltSettings, openBench } from './bench.js'
import { TestArq } from './test-arq.js'
import { resolveTestSettings, type TestArqSettings } from './test-arq-settings.js'

/**
 * A client and a worker in this process, on a broker and a result store in memory and a clock that stands still: all of
 * arq as it runs in production, without a server. Jobs wait until {@link TestArq.drain} or `clock.advance`.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong key; what `onStartup` throws
 *
 * @example
 * ```ts
 * await using arq = await createTestArq({ functions: [sendEmail] })
 * await signUp(arq.client, 'ada@example.com')
 * arq.expectEnqueued(sendEmail, ['ada@example.com', 'Welcome'], { deferBy: '1h' })
 * await arq.clock.advance('1h')
 * ```
 */
export async function createTestArq<const F extends readonly (AnyTask | TaskFunction)[]>(
  settings: TestArqSettings<ExtraOf<F[number]>> & { readonly functions: F },
): Promise<TestArq> {
  return withWorker(await openBench(resolveTestSettings<ExtraOf<F[number]>>(settings)))
}

/**
 * The same for an application that needs its client before its tasks are known, as one that a container puts together.
 *
 * @param build makes the application with this client, and gives the settings of its worker: `functions`, `cronJobs` …
 * @param settings as those of {@link createTestArq}
 * @throws what `build` throws, and as {@link createTestArq}
 *
 * @example
 * ```ts
 * await using arq = await createTestArqFor(async (client) => {
 *   app = await startApp({ client })
 *   return { functions: app.tasks }
 * })
 * ```
 */
export async function createTestArqFor<X extends object = WorkerExtra>(
  build: (client: Client) => BuiltSettings<X> | Promise<BuiltSettings<X>>,
  settings: Omit<TestArqSettings<X>, 'functions'> = {},
): Promise<TestArq> {
  const resolved = resolveTestSettings<X>({ ...settings, functions: [] })
  return withWorker(await openBench(resolved, build))
}

async function withWorker(bench: Bench): Promise<TestArq> {
  try {
    return new TestArq(bench, await bench.startWorker())
  } catch (error) {
    await bench.client.close()
    await bench.observer.close()
    throw error
  }
}
