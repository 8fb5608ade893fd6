import { isRocketMQError } from '../errors/errors.js'
import type { ConsumerRunningInfo } from '../protocol/consumer-running-info.js'
import { compareMessageQueues, messageQueueKey } from '../protocol/message-queue.js'
import {
  type ConsumeOffset,
  consumeStatsRequest,
  readConsumeStatsResponse,
} from '../protocol/requests/consume-stats.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import {
  type BrokerChoice,
  type CallOptions,
  type ProgressOptions,
  signalOf,
} from './call-options.js'

export interface ProgressQuestion extends BrokerChoice, ProgressOptions {
  /** Only this topic. Default: all that the group has offsets of, its retry topic too. */
  readonly topic?: string | undefined
  /** Whether to ask each member which queues it has. @defaultValue false */
  readonly withMembers?: boolean | undefined
}

export interface QueueProgress extends ConsumeOffset {
  /** Messages that the group has not consumed yet. */
  readonly lag: bigint
  /** Messages that its members have, and have not finished; `undefined` before RocketMQ 5. */
  readonly inflight: bigint | undefined
  /** The member that has the queue; `undefined` where none has it, or nobody asked. */
  readonly clientId: string | undefined
}

export interface GroupProgress {
  readonly group: string
  /** Sorted by topic, broker and queue. */
  readonly queues: readonly QueueProgress[]
  /** Messages that the group has not consumed yet, in all these queues. */
  readonly lag: bigint
  readonly inflight: bigint | undefined
  /** Messages per second over the last minute. */
  readonly consumeTps: number
}

/** Whom to ask about the members of a group. */
export interface GroupMembers {
  connections(
    group: string,
    options: CallOptions,
  ): Promise<{ readonly members: readonly { readonly clientId: string }[] }>
  runningInfo(group: string, clientId: string, options: CallOptions): Promise<ConsumerRunningInfo>
}

/** How far a group has come; without queues for one that no broker has offsets of. */
export async function progressOf(
  calls: AdminCalls,
  members: GroupMembers,
  group: string,
  question: ProgressQuestion,
): Promise<GroupProgress> {
  const { topic } = question
  const servers =
    topic === undefined
      ? await calls.readable(question)
      : await calls.readableOf(topic, signalOf(question))
  const ask = ({ address }: Pick<BrokerServer, 'address'>) =>
    calls.ask(address, consumeStatsRequest(group, topic), readConsumeStatsResponse, {
      ...signalOf(question),
      ...{ group, topic },
    })
  const answers = await atEach(`Progress of group ${group}`, servers, ask, question)
  const owners =
    question.withMembers === true ? await ownersOf(members, group, signalOf(question)) : new Map()
  const queues = answers
    .flatMap(({ offsets }) => offsets)
    .sort((a, b) => compareMessageQueues(a.queue, b.queue))
    .map((offset) => withLag(offset, owners))
  return {
    group,
    queues,
    lag: sum(queues.map(({ lag }) => lag)),
    inflight: queues.some(({ inflight }) => inflight === undefined)
      ? undefined
      : sum(queues.map(({ inflight }) => inflight ?? 0n)),
    consumeTps: answers.reduce((total, { consumeTps }) => total + consumeTps, 0),
  }
}

function withLag(offset: ConsumeOffset, owners: ReadonlyMap<string, string>): QueueProgress {
  const { queue, brokerOffset, consumerOffset, pullOffset } = offset
  return {
    ...offset,
    lag: notNegative(brokerOffset - consumerOffset),
    inflight: pullOffset === undefined ? undefined : notNegative(pullOffset - consumerOffset),
    clientId: owners.get(messageQueueKey(queue)),
  }
}

/** Queue → client id, as the members say. One that does not answer, or consumes by pop, has none. */
async function ownersOf(
  members: GroupMembers,
  group: string,
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const online = (await members.connections(group, options)).members
  const found = await Promise.all(
    online.map(async ({ clientId }) => {
      try {
        const { queues } = await members.runningInfo(group, clientId, options)
        return queues.map(([queue]) => [messageQueueKey(queue), clientId] as const)
      } catch (error) {
        if (options.signal?.aborted === true || !isRocketMQError(error)) throw error
        return []
      }
    }),
  )
  return new Map(found.flat())
}

const sum = (numbers: readonly bigint[]): bigint => numbers.reduce((a, b) => a + b, 0n)
const notNegative = (difference: bigint): bigint => (difference < 0n ? 0n : difference)
