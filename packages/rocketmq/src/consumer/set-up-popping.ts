import { BrokerAssignment } from '../assignment/broker-assignment.js'
import type { MessageExt } from '../message/message-ext.js'
import { PopClient } from '../pop/pop-client.js'
import { DEFAULT_MAX_RECONSUME_TIMES, PoppedMessages } from '../pop/popped-messages.js'
import { Popper } from '../pop/popper.js'
import { Settlement } from '../pop/settlement.js'
import { texts } from '../texts/texts.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ResolvedConsumerSettings } from './consumer-settings.js'
import type { Popping } from './popped-places.js'

/** What a consumer that follows its brokers needs to pop. */
export function setUpPopping(
  context: ConsumerContext<ResolvedConsumerSettings>,
  toDeadLetters: (message: MessageExt) => Promise<void>,
): Popping {
  const { client, group, settings, subscriptions, codecs, logger } = context
  const { remoting: caller, routes } = client
  const isOrderly = settings.mode === 'orderly'
  const pops = new PopClient({
    ...{ caller, routes, codecs, maxBodyBytes: settings.maxMessageBytes },
    timeoutMs: client.settings.connection.requestTimeoutMs,
  })
  const settlement = new Settlement({ pops, name: texts.theConsumer({ group }), logger })
  const popper = new Popper({
    client,
    group,
    // Listeners are given topics without it.
    namespace: undefined,
    settings: {
      consumeFrom: settings.consumeFrom === 'first' ? 'first' : 'last',
      fifo: isOrderly,
      maxReconsumeTimes: isOrderly
        ? Infinity
        : (settings.maxReconsumeTimes ?? DEFAULT_MAX_RECONSUME_TIMES),
      unitMode: settings.unitMode,
    },
    subscriptionOf: (topic) => subscriptions.toldOf(topic),
    wantedOf: (topic) => subscriptions.currentOf(topic),
    pops,
    settlement,
    logger,
  })
  return { popper, messages: new PoppedMessages({ settlement, settings, toDeadLetters, logger }) }
}

/** The brokers' word for which queues are whose. */
export function brokerAssignment({ client, group, settings }: ConsumerContext): BrokerAssignment {
  const { routes, brokers, clientId } = client
  const { allocationStrategy: strategyName } = settings
  return new BrokerAssignment({ routes, brokers, clientId, group, strategyName })
}
