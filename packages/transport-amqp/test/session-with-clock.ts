import type { Clock } from '@arq/core'
import { TransportEvents } from '@arq/core/internal'

import type { AmqpTransportSettings } from '../src/index.js'
import { resolveAmqpSettings } from '../src/resolve-amqp-settings.js'
import { Session } from '../src/session.js'
import { Topology } from '../src/topology/topology.js'
import type { BrokerBench } from './broker-bench.js'

/** What a transport does between opening and close, with a clock of the test's; closed after it. */
export async function sessionWithClock(
  broker: BrokerBench,
  settings: AmqpTransportSettings,
  clock: Clock,
): Promise<Session> {
  const resolved = resolveAmqpSettings({ url: broker.host.url, ...settings })
  const session = new Session({
    settings: resolved,
    topology: new Topology(resolved),
    events: new TransportEvents(),
    clock,
    onStaleSettle: () => undefined,
  })
  broker.opened.push(session)
  await session.open({})
  return session
}
