import type { BrokerClient } from '../broker/broker-client.js'
import { compareCodeUnits } from '../protocol/code-unit-order.js'
import type { TopicAssignment } from '../protocol/requests/assignment.js'
import type { RouteTable, TopicRoute } from '../routing/route-table.js'
import { asCaught } from '../send/send-errors.js'
import type { AllocationStrategy } from './allocation-strategy.js'

/** Says what this member reads of a topic. */
export interface TopicAssigner {
  /**
   * `undefined` while it cannot be known; the member then keeps what it has: a name server or a broker that has just been
   * restarted must not make a whole group stop.
   * @throws {@link RouteError} {@link NoNameServer} no route; what `RemotingCaller.invoke` throws
   */
  assignmentOf(topic: string): Promise<TopicAssignment | undefined>
}

export interface TopicAllocationParts {
  readonly routes: RouteTable
  readonly brokers: Pick<BrokerClient, 'consumersOf'>
  readonly clientId: string
  /** With the namespace. */
  readonly group: string
  /** Absent: every member consumes every queue (broadcasting). */
  readonly strategy: AllocationStrategy | undefined
}

/** Works out which queues of a topic this member consumes. */
export class TopicAllocation implements TopicAssigner {
  readonly #parts: TopicAllocationParts

  constructor(parts: TopicAllocationParts) {
    this.#parts = parts
  }

  /** `undefined` where the topic has no queue to read, or the broker does not know any member, or not this one. */
  async assignmentOf(topic: string): Promise<TopicAssignment | undefined> {
    const { routes, strategy, clientId, group } = this.#parts
    const route = await routes.route(topic)
    const queues = route.subscribe
    if (queues.length === 0) return undefined
    if (strategy === undefined) return { mode: 'pull', queues }
    const members = await this.#membersOf(route)
    if (!members.includes(clientId)) return undefined
    const allocated = strategy.allocate({ group, clientId, queues, clientIds: members })
    return { mode: 'pull', queues: allocated }
  }

  /** The members of the group, as the first broker that answers knows them. */
  async #membersOf({ data }: TopicRoute): Promise<readonly string[]> {
    const { routes, brokers, group } = this.#parts
    let failure: Error | undefined
    for (const { brokerName } of data.brokerDatas) {
      try {
        const { address } = routes.readAddress(brokerName)
        const members = await brokers.consumersOf(address, group)
        if (members.length > 0) return [...members].sort(compareCodeUnits)
      } catch (error) {
        failure = asCaught(error)
      }
    }
    if (failure) throw failure
    return []
  }
}
