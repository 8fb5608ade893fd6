import type { AnyTask } from '@arq/core'
import type { ExtraOf, TaskFunction } from '@arq/worker'

import { openBench } from './bench.js'
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
  const bench = await openBench(resolveTestSettings<ExtraOf<F[number]>>(settings))
  try {
    return new TestArq(bench, await bench.startWorker())
  } catch (error) {
    await bench.client.close()
    await bench.observer.close()
    throw error
  }
}
