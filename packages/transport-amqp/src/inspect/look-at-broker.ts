import { parkedResultsQueueOf } from '@arq/core/internal'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { scratchConnectionTo } from '../connection/scratch-connection.js'
import {
  BUCKET_PREFIX,
  DUE_QUEUE_NAME,
  UNDELIVERABLE_QUEUE_NAME,
} from '../topology/delay-queues.js'
import { knowsExchangeType, PLUGIN_EXCHANGE_TYPE } from '../topology/delayed-exchange.js'
import { ManagementApi } from '../topology/management-api.js'
import { Topology } from '../topology/topology.js'
import type { BrokerInspection, DelayView, InspectedQueue } from './broker-inspection.js'
import { inspectAmqp } from './inspect-amqp.js'
import { inspectManagement } from './inspect-management.js'
import { queueDifferences } from './queue-difference.js'
import { settleDeadlineView } from './settle-deadline-view.js'

/** Asks for what a transport with these settings would use. */
export async function lookAtBroker(
  settings: ResolvedAmqpSettings,
  queueNames: readonly string[],
  signal?: AbortSignal,
): Promise<BrokerInspection> {
  const topology = new Topology(settings)
  const virtualHost = settings.urls[0]?.virtualHost ?? '/'
  const deadLetterQueues = queueNames.map((name) => topology.deadLetterQueueOf(name))
  const parkedResults = queueNames.map(parkedResultsQueueOf)
  const ofDelays = [DUE_QUEUE_NAME, UNDELIVERABLE_QUEUE_NAME]
  const names = [...queueNames, ...deadLetterQueues, ...parkedResults, ...ofDelays]
  const [amqp, looked] = await Promise.all([
    inspectAmqp(settings, [...new Set(names)], signal),
    settings.managementUrl &&
      inspectManagement(new ManagementApi(settings.managementUrl, virtualHost, signal)),
  ])
  const management = looked?.view
  const asked = askedMechanism(settings)
  const listed = management?.isOpen === true ? management.queues : undefined
  const brokerVersion = amqp.isOpen ? amqp.brokerVersion : looked?.brokerVersion

  const hasPlugin = async (): Promise<boolean | undefined> => {
    if (looked?.exchangeTypes) return looked.exchangeTypes.includes(PLUGIN_EXCHANGE_TYPE)
    const isOfInterest = asked === 'auto' || asked === 'plugin'
    if (!amqp.isOpen || !isOfInterest || signal?.aborted === true) return undefined
    return knowsExchangeType(scratchConnectionTo(settings), PLUGIN_EXCHANGE_TYPE).catch(
      () => undefined,
    )
  }
  const inspect = (name: string): InspectedQueue => {
    const found = listed?.find((queue) => queue.name === name)
    return {
      name,
      deadLetterQueue: topology.deadLetterQueueOf(name),
      parkedResultsQueue: parkedResultsQueueOf(name),
      differences: found && queueDifferences(topology.jobQueue(name), found),
      settleDeadline: settleDeadlineView(topology, { name, found, brokerVersion }),
    }
  }
  return {
    where: settings.urls.map(({ description }) => description).join(', '),
    virtualHost,
    amqp,
    management,
    delays: {
      asked,
      hasPlugin: await hasPlugin(),
      dueQueue: DUE_QUEUE_NAME,
      undeliverableQueue: UNDELIVERABLE_QUEUE_NAME,
      bucketPrefix: BUCKET_PREFIX,
    },
    queues: queueNames.map(inspect),
  }
}

function askedMechanism({
  enableDelayedJobs,
  delayMechanism,
  compat,
}: ResolvedAmqpSettings): DelayView['asked'] {
  if (!enableDelayedJobs) return 'none'
  // As the transport chooses: the plugin where it is asked for, else what the Python library reads.
  return compat && delayMechanism !== 'plugin' ? 'compat' : delayMechanism
}
