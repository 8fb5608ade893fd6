import type { BrokerClient } from '../broker/broker-client.js'
import type { TopicAssignment } from '../protocol/requests/assignment.js'
import type { RouteTable } from '../routing/route-table.js'
import { asCaught } from '../send/send-errors.js'
import type { TopicAssigner } from './topic-allocation.js'

export interface BrokerAssignmentParts {
  readonly routes: RouteTable
  readonly brokers: Pick<BrokerClient, 'queryAssignment'>
  readonly clientId: string
  /** With the namespace. */
  readonly group: string
  /** A name that brokers know. */
  readonly strategyName: string
}

/**
 * Asks a broker what this member reads of a topic. The broker divides the queues among the members that it knows, and
 * says whether they pull or pop, as the group is set to.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/RebalanceImpl.java` (`getRebalanceResultFromBroker`).
 */
export class BrokerAssignment implements TopicAssigner {
  readonly #parts: BrokerAssignmentParts

  constructor(parts: BrokerAssignmentParts) {
    this.#parts = parts
  }

  /** As the first broker that answers says. */
  async assignmentOf(topic: string): Promise<TopicAssignment | undefined> {
    const { routes, brokers, clientId, group: consumerGroup, strategyName } = this.#parts
    const { data } = await routes.route(topic)
    let failure: Error | undefined
    for (const { brokerName } of data.brokerDatas) {
      try {
        const address = routes.masterAddress(brokerName)
        return await brokers.queryAssignment(address, {
          topic,
          consumerGroup,
          clientId,
          strategyName,
        })
      } catch (error) {
        failure = asCaught(error)
      }
    }
    if (failure) throw failure
    return undefined
  }
}
