import { NotFound } from '../errors/server-errors.js'
import type { ConsumerRunningInfo } from '../protocol/consumer-running-info.js'
import {
  type ClientConnection,
  consumerConnectionsRequest,
  readConsumerConnectionsResponse,
} from '../protocol/requests/connections.js'
import {
  readRunningInfoResponse,
  runningInfoRequest,
} from '../protocol/requests/consumer-control.js'
import type { SubscriptionData } from '../protocol/subscription-data.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import {
  type BrokerChoice,
  type CallOptions,
  FORWARDED_MS,
  type ProgressOptions,
  signalOf,
} from './call-options.js'
import { hintFor } from './not-found.js'

/** A member of a consumer group. */
export interface GroupMember extends ClientConnection {
  /** The brokers that it is connected to, sorted. */
  readonly brokers: readonly string[]
}

/** Who of a group is there. */
export interface GroupConnections {
  readonly members: readonly GroupMember[]
  /** By topic; what the brokers go by. */
  readonly subscriptions: readonly SubscriptionData[]
  readonly consumeType: string | undefined
  readonly messageModel: string | undefined
  readonly consumeFromWhere: string | undefined
}

/** Asks each broker for the members that it is connected with, and puts the answers together. */
export async function connectionsOf(
  calls: AdminCalls,
  group: string,
  options: BrokerChoice & ProgressOptions,
): Promise<GroupConnections> {
  const servers = await calls.readable(options)
  const ask = async ({ address, brokerName }: BrokerServer) => {
    const request = consumerConnectionsRequest(group)
    const read = readConsumerConnectionsResponse
    const found = await calls.ask(address, request, read, { ...signalOf(options), group })
    return found && { ...found, brokerName }
  }
  const answers = await atEach(`Members of group ${group}`, servers, ask, options)
  const found = answers.flatMap((answer) => answer ?? [])
  const members = new Map<string, GroupMember>()
  for (const { clients, brokerName } of found) {
    for (const client of clients) {
      const brokers = [...(members.get(client.clientId)?.brokers ?? []), brokerName].sort()
      members.set(client.clientId, { ...client, brokers })
    }
  }
  const subscriptions = new Map(
    found.flatMap((one) => one.subscriptions.map((data) => [data.topic, data] as const)),
  )
  return {
    members: [...members.values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
    subscriptions: [...subscriptions.values()],
    consumeType: found[0]?.consumeType,
    messageModel: found[0]?.messageModel,
    consumeFromWhere: found[0]?.consumeFromWhere,
  }
}

/** Has a broker ask one member how it is doing. @throws {@link NotFound} no broker is connected with it */
export async function runningInfoOf(
  calls: AdminCalls,
  { group, clientId }: { readonly group: string; readonly clientId: string },
  options: CallOptions & { readonly withStacks?: boolean },
): Promise<ConsumerRunningInfo> {
  const { members } = await connectionsOf(calls, group, signalOf(options))
  const member = members.find((one) => one.clientId === clientId)
  const [broker] = member?.brokers ?? []
  if (broker === undefined) {
    const hint = hintFor(
      clientId,
      members.map((one) => one.clientId),
    )
    throw new NotFound({
      code: 'ROCKETMQ_NOT_FOUND',
      text: texts.memberMissing({ group, clientId, hint }),
      details: { group, clientId },
    })
  }
  const [server] = await calls.masters({ ...signalOf(options), broker })
  const request = runningInfoRequest({ consumerGroup: group, clientId }, options.withStacks)
  const about = { ...signalOf(options), group, timeoutMs: FORWARDED_MS }
  return calls.ask(server?.address ?? '', request, readRunningInfoResponse, about)
}
