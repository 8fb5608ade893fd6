import type { TransportCapabilities } from '@arq/core'

import { type Suite, suiteOn } from './harness.js'
import { lifecycleConformance } from './lifecycle-conformance.js'
import type { Runner } from './runner.js'
import { broadcasting } from './transport/broadcast.js'
import { closing } from './transport/closing.js'
import { deadLettering } from './transport/dead-letter.js'
import { delays } from './transport/delay.js'
import { events } from './transport/events.js'
import { foreignQueues } from './transport/foreign-queue.js'
import { lostConnection } from './transport/lost-connection.js'
import { order } from './transport/order.js'
import { prefetching } from './transport/prefetch.js'
import { priorities } from './transport/priority.js'
import { publishing } from './transport/publishing.js'
import { queueInfo } from './transport/queue-info.js'
import { replies } from './transport/replies.js'
import { routing } from './transport/routing.js'
import { settling } from './transport/settling.js'
import { sharing } from './transport/sharing.js'
import { subscriptions } from './transport/subscription.js'
import { systemQueues } from './transport/system-queue.js'
import {
  type Lackable,
  TransportBench,
  type TransportConformanceOptions,
} from './transport/transport-bench.js'

const EVERYTHING = {
  delay: { grainMs: 1, longestMs: Infinity },
  broadcast: true,
  replyPush: true,
  foreignQueues: true,
} as const satisfies TransportCapabilities

/**
 * The contract of {@link Transport} as tests: every adapter passes all of it, and what it cannot do is skipped loudly.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest'
 * transportConformance({ describe, it }, { open: () => new MyTransport({ url }) })
 * ```
 */
export function transportConformance(runner: Runner, options: TransportConformanceOptions): void {
  const { capabilities = EVERYTHING, lacks = [] } = options
  const { waitMs = 10_000, testTimeoutMs = 60_000 } = options
  const resolved = { ...options, capabilities, waitMs }
  const suite = suiteOn(runner, { openBench: () => new TransportBench(resolved), testTimeoutMs })
  const topic = (title: string, define: (suite: Suite<TransportBench>) => void): void =>
    void runner.describe(title, () => define(suite))
  const can = (name: 'broadcast' | 'replyPush') =>
    suite.when(capabilities[name], `capabilities.${name} is false`)
  const has = (name: Lackable) => suite.when(!lacks.includes(name), `lacks: ${name}`)
  const hasFaults = suite.when(options.faults !== undefined, 'no faults.cutConnection given')
  const takesForeign = capabilities.foreignQueues === true
  const ofOthers = suite.when(
    takesForeign && options.others !== undefined,
    takesForeign ? 'no others given' : 'capabilities.foreignQueues is not true',
  )

  runner.describe('transport', () => {
    lifecycleConformance(runner, {
      open: options.open,
      use: (transport) => transport.queueInfo('conformance.nowhere'),
      waitMs,
      testTimeoutMs,
    })
    topic('what it tells', () => events(suite, capabilities))
    topic('publishing', publishing)
    topic('routing', routing)
    topic('prefetch', prefetching)
    topic('settling', settling)
    topic('dead letters', () => deadLettering(has('deadLettering')))
    topic('subscriptions', subscriptions)
    topic('several consumers', sharing)
    topic('order', () => order(has('order')))
    topic('priorities', priorities)
    topic('delays', () =>
      delays(
        suite.when(capabilities.delay !== undefined, 'capabilities.delay is undefined'),
        capabilities.delay ?? EVERYTHING.delay,
      ),
    )
    topic('broadcast', () => broadcasting(can('broadcast')))
    topic('replies', () => replies(can('replyPush')))
    topic('system queues', () => systemQueues(suite, hasFaults))
    topic('queues of others', () =>
      foreignQueues(ofOthers, ofOthers === suite ? hasFaults : ofOthers),
    )
    topic('queue information', queueInfo)
    topic('closing', closing)
    topic('lost connections', () => lostConnection(hasFaults))
  })
}
