import {
  allocateAveragely,
  allocateByCircle,
  type AllocationStrategy,
} from '../assignment/allocation-strategy.js'
import { allocateByConsistentHash } from '../assignment/consistent-hash.js'
import { ClientInstance } from '../client/client-instance.js'
import { type ClientSettings, clientSettingsOf } from '../client/client-settings.js'
import { ConsumeHooks } from '../consume/consume-hook.js'
import { EventHub } from '../events/event-hub.js'
import { guardedLogger } from '../log/guarded-logger.js'
import { silentLogger } from '../log/logger.js'
import { BrokerOffsetStore } from '../offsets/broker-offset-store.js'
import { LocalOffsetStore } from '../offsets/local-offset-store.js'
import type { OffsetStore } from '../offsets/offset-store.js'
import { compressionCodecs } from '../protocol/compression.js'
import { wrapNamespace } from '../protocol/resource-name.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import type { CommonConsumerSettings } from './common-settings.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumerEvent } from './consumer-events.js'
import type { ConsumerParts } from './consumer-options.js'
import { ConsumerCounters } from './consumer-stats.js'
import { countingHook } from './consumption-watch.js'
import { Subscriptions } from './subscriptions.js'

/** What users give beside the settings of their kind of consumer. */
interface GivenParts extends ConsumerParts {
  readonly client?: ClientInstance | undefined
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** A client that is shared, or the settings of one of the consumer's own. */
type GivenClient =
  { readonly client: ClientInstance } | (ClientSettings & { readonly client?: undefined })

/** The options that are settings, not yet checked, apart from the others. */
export function splitOptions(options: GivenParts): {
  readonly parts: GivenParts
  readonly written: object
} {
  const { logger, client, random, consumeHooks, compressionCodecs: codecs, ...others } = options
  const { allocation, offsetStore, requestHooks, trace, ...written } = others
  const hooks = { consumeHooks, requestHooks, trace, compressionCodecs: codecs }
  return { parts: { logger, client, random, allocation, offsetStore, ...hooks }, written }
}

/**
 * What all parts of a consumer share.
 * @param hasRetries whether messages that fail come again, through the retry topic
 */
export function createContext<S extends CommonConsumerSettings>(
  given: GivenClient,
  parts: GivenParts,
  settings: S,
  hasRetries: boolean,
): ConsumerContext<S> {
  const { logger = silentLogger, random = Math.random, consumeHooks = [] } = parts
  const { requestHooks: hooks = [] } = parts
  const { namespace } = settings
  const group = wrapNamespace(namespace, settings.group)
  const ownLogger = guardedLogger(logger).child({ consumerGroup: group })
  const extras = { hooks, logger, random }
  const counters = new ConsumerCounters(() => performance.now())
  return {
    client:
      given.client ?? new ClientInstance({ ...ownClientSettings(given, settings), ...extras }),
    group,
    settings,
    subscriptions: new Subscriptions(group, namespace, hasRetries),
    codecs: compressionCodecs(parts.compressionCodecs),
    hooks: new ConsumeHooks([countingHook({ counters }), ...consumeHooks], ownLogger),
    counters,
    events: new EventHub<ConsumerEvent>(ownLogger),
    logger: ownLogger,
  }
}

/** Where offsets are kept: at the brokers, or for broadcasting in a file. */
export function createOffsetStore(context: ConsumerContext): OffsetStore {
  const { client, group, settings, logger } = context
  const { brokers, routes, clientId } = client
  if (settings.messageModel === 'clustering')
    return new BrokerOffsetStore({ brokers, routes, group })
  return new LocalOffsetStore({ folder: settings.localOffsetsPath, clientId, group, logger })
}

/** How queues are divided; absent: every member has every queue. */
export function chooseStrategy(
  { messageModel, allocationStrategy }: CommonConsumerSettings,
  given: AllocationStrategy | undefined,
): AllocationStrategy | undefined {
  if (messageModel === 'broadcasting') return undefined
  return given ?? STRATEGIES[allocationStrategy]
}

const STRATEGIES: Readonly<
  Record<CommonConsumerSettings['allocationStrategy'], AllocationStrategy>
> = {
  AVG: allocateAveragely,
  AVG_BY_CIRCLE: allocateByCircle,
  CONSISTENT_HASH: allocateByConsistentHash(),
}

/** A broadcasting consumer finds its offsets by its client id, which must be the same after a restart: that of Java. */
function ownClientSettings(
  given: ClientSettings,
  { messageModel }: CommonConsumerSettings,
): ClientSettings {
  const own = clientSettingsOf(given)
  if (messageModel !== 'broadcasting') return own
  return { ...own, instanceName: own.instanceName ?? 'DEFAULT' }
}
