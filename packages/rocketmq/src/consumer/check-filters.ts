import { isRocketMQError } from '../errors/errors.js'
import type { TopicRoute } from '../routing/route-table.js'
import type { ConsumerContext } from './consumer-context.js'

/**
 * Asks a broker of each topic that is filtered by SQL whether it can do that: one that cannot would refuse every pull.
 * A topic without a route, and a broker that does not answer, are not asked: their pulls will say it.
 *
 * Source: apache/rocketmq `client/.../impl/factory/MQClientInstance.java` (`checkClientInBroker`).
 * @throws {@link BrokerError} the expression is wrong (`ROCKETMQ_REQUEST_REFUSED`), or filters are off
 * (`enablePropertyFilter`)
 */
export async function checkFilters(
  context: Pick<ConsumerContext, 'client' | 'group' | 'subscriptions'>,
): Promise<void> {
  const { client, group, subscriptions } = context
  const { routes, brokers, clientId } = client
  const filtered = subscriptions.data().filter(({ expressionType }) => expressionType === 'SQL92')
  for (const subscription of filtered) {
    const route = await routes.route(subscription.topic).catch(() => undefined)
    const brokerName = firstBroker(route)
    if (brokerName === undefined) continue
    try {
      const { address } = routes.readAddress(brokerName)
      await brokers.checkClientConfig(address, { clientId, group, subscription })
    } catch (error) {
      // An answer of the broker, not a fault on the way to it.
      if (isRocketMQError(error) && 'responseCode' in error) throw error
    }
  }
}

const firstBroker = (route: TopicRoute | undefined): string | undefined =>
  route?.data.brokerDatas[0]?.brokerName
