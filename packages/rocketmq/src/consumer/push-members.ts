import type { TopicAssigner } from '../assignment/topic-allocation.js'
import { ListenerCalls } from '../consume/listener-calls.js'
import { SendBack } from '../consume/send-back.js'
import { MessageSender } from '../send/message-sender.js'
import type { TraceRecord } from '../trace/trace-record.js'
import { Tracer } from '../trace/tracer.js'
import { BrokerRequests } from './broker-requests.js'
import { consumeTraceHook } from './consume-trace.js'
import type { ConsumerContext } from './consumer-context.js'
import { ConsumerEngine } from './consumer-engine.js'
import type { ConsumerOptions } from './consumer-options.js'
import { resolveConsumerSettings, type ResolvedConsumerSettings } from './consumer-settings.js'
import { setUpConsumption } from './consumption-setup.js'
import { chooseStrategy, createContext, createOffsetStore, splitOptions } from './create-context.js'
import { PoppedPlaces } from './popped-places.js'
import { brokerAssignment, setUpPopping } from './set-up-popping.js'

/** What a push consumer consists of. */
export interface PushMembers {
  readonly context: ConsumerContext<ResolvedConsumerSettings>
  readonly engine: ConsumerEngine
  /** Sends messages back whose broker does not take them back. */
  readonly sender: MessageSender
  readonly brokerRequests: BrokerRequests
  readonly tracer: Tracer | undefined
  /** Where brokers divide the queues. */
  readonly assigner: TopicAssigner | undefined
}

/** Source: apache/rocketmq `common/.../MixAll.java` (`CLIENT_INNER_PRODUCER_GROUP`). */
const INNER_PRODUCER_GROUP = 'CLIENT_INNER_PRODUCER'

/**
 * Makes what a push consumer consists of, and starts none of it.
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 */
export function pushMembers(options: ConsumerOptions): PushMembers {
  const { context, parts, tracer } = contextOf(options)
  const { client, group, settings, subscriptions, hooks, logger } = context
  const { namespace, unitMode } = settings
  const sender = new MessageSender({ group: INNER_PRODUCER_GROUP, client, logger, unitMode })
  const calls = new ListenerCalls({
    subscriberOf: (topic) => subscriptions.subscriberOf(topic),
    ...{ group, namespace, hooks, logger },
  })
  const { brokers, routes } = client
  const sendBack = new SendBack({ brokers, routes, group, settings, logger, sender })
  const popping =
    settings.assignment === 'broker'
      ? setUpPopping(context, (message) => sendBack.giveBack(message, 'deadLetter'))
      : undefined
  const assigner = popping && brokerAssignment(context)
  const consumeType = 'CONSUME_PASSIVELY'
  const engine = new ConsumerEngine({
    ...{ context, assigner, consumeType },
    openPlaces:
      popping &&
      ((consumption, tellBrokers) =>
        new PoppedPlaces({ context, popping, consumption, tellBrokers })),
    offsetStore: parts.offsetStore ?? createOffsetStore(context),
    strategy: chooseStrategy(settings, parts.allocation),
    setUp: setUpConsumption(context, calls, sendBack, popping?.messages),
  })
  const { mode, autoCommit, concurrency } = settings
  const manner = { consumeType, isOrderly: mode === 'orderly', autoCommit, concurrency } as const
  const brokerRequests = new BrokerRequests({ context, engine, manner, calls })
  return { context, engine, sender, brokerRequests, tracer, assigner }
}

/** The context, whose hooks record traces where those are wanted. */
function contextOf(options: ConsumerOptions) {
  const { parts, written } = splitOptions(options)
  const settings = resolveConsumerSettings(written, parts.client !== undefined)
  const { namespace, messageModel } = settings
  const tracer = parts.trace && new Tracer(parts.trace, parts.logger)
  const consumeHooks = [...(parts.consumeHooks ?? [])]
  if (tracer) {
    const append = (record: TraceRecord): unknown => tracer.append(record)
    const clientId = (): string => context.client.clientId
    consumeHooks.push(consumeTraceHook({ append, clientId, namespace }))
  }
  const hooked = { ...parts, consumeHooks }
  const context = createContext(options, hooked, settings, messageModel === 'clustering')
  return { context, parts, tracer }
}
