import { ConfigurationError } from '../errors/errors.js'
import { AlreadyExists } from '../errors/server-errors.js'
import type { QueueOffset } from '../offsets/offset-store.js'
import type { ConsumerRunningInfo } from '../protocol/consumer-running-info.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  allGroupsRequest,
  type ConsumerGroupConfig,
  deleteGroupRequest,
  putGroupRequest,
  readAllGroupsResponse,
} from '../protocol/requests/consumer-groups.js'
import { deadLetterTopicOf, groupNameProblem, retryTopicOf } from '../protocol/resource-name.js'
import { expectSuccess } from '../protocol/response-error.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import {
  type BrokerChoice,
  type CallOptions,
  type ProgressOptions,
  signalOf,
} from './call-options.js'
import { cloneOffsets } from './clone-offsets.js'
import { connectionsOf, type GroupConnections, runningInfoOf } from './group-members.js'
import { type GroupProgress, progressOf, type ProgressQuestion } from './group-progress.js'
import { groupBody, type GroupSettings } from './group-settings.js'
import { groupNotFound } from './not-found.js'
import { readTable } from './read-table.js'
import { type OffsetReset, resetOffsets, type ResetTo } from './reset-offsets.js'
import type { TopicAdmin } from './topic-admin.js'

/** A group as a broker has it. */
export interface GroupAtBroker extends ConsumerGroupConfig {
  readonly brokerName: string
  readonly address: string
}

export interface GroupName {
  readonly group: string
  /** The brokers that know it, sorted. */
  readonly brokers: readonly string[]
}

export interface DeleteGroupOptions extends BrokerChoice, ProgressOptions {
  /**
   * Whether a later group of this name goes on where this one was. Brokers of 5.5 that create groups by themselves then
   * make the group again at once, with the default settings. @defaultValue false: it begins anew
   */
  readonly keepOffsets?: boolean | undefined
  /** Whether its dead letters go too. @defaultValue false */
  readonly deleteDeadLetters?: boolean | undefined
}

/** Consumer groups: create, look at, change, delete, and where they are in their queues. */
export class GroupAdmin {
  readonly #calls: AdminCalls
  readonly #topics: TopicAdmin

  constructor(calls: AdminCalls, topics: TopicAdmin) {
    this.#calls = calls
    this.#topics = topics
  }

  /** All groups that the chosen brokers know, sorted. */
  async list(options: BrokerChoice & ProgressOptions = {}): Promise<readonly GroupName[]> {
    const all = await this.#all(await this.#calls.readable(options), options)
    const brokers = new Map<string, string[]>()
    for (const { group, brokerName } of all) {
      brokers.set(group, [...(brokers.get(group) ?? []), brokerName])
    }
    return [...brokers.entries()]
      .map(([group, names]) => ({ group, brokers: names.sort() }))
      .sort((a, b) => (a.group < b.group ? -1 : 1))
  }

  /**
   * A group as each of the chosen brokers has it.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest group
   */
  async get(
    group: string,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<readonly GroupAtBroker[]> {
    return this.#find(group, await this.#calls.readable(options), options)
  }

  /**
   * Creates a group at the chosen brokers.
   *
   * @throws {@link AlreadyExists} `ROCKETMQ_ALREADY_EXISTS` when one of the brokers has it; nothing was changed
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async create(
    group: string,
    settings: GroupSettings = {},
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    checkName(group)
    const servers = await this.#calls.masters(options)
    const all = await this.#all(servers, signalOf(options))
    const existing = all.filter((one) => one.group === group)
    if (existing.length > 0) {
      const brokers = existing.map(({ brokerName }) => brokerName)
      throw new AlreadyExists({
        code: 'ROCKETMQ_ALREADY_EXISTS',
        text: texts.groupExists({ group, brokers: brokers.join(', ') }),
        details: { group, brokers },
      })
    }
    const act = (server: BrokerServer) => this.#put(server, group, settings, options)
    await atEach(`Creating group ${group}`, servers, act, options)
  }

  /**
   * Changes a group at the chosen brokers, of those that have it: what is not named stays as it is.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest group
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async update(
    group: string,
    changes: GroupSettings,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<void> {
    const masters = await this.#calls.masters(options)
    const found = await this.#find(group, masters, signalOf(options))
    const act = (current: GroupAtBroker) => this.#put(current, group, changes, options, current)
    await atEach(`Changing group ${group}`, found, act, options)
  }

  /**
   * Deletes a group at the chosen brokers, and its retry topic with the messages in it. Stop its members before: brokers
   * that create groups by themselves make it again for them.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest group
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async delete(group: string, options: DeleteGroupOptions = {}): Promise<void> {
    const found = await this.#find(group, await this.#calls.masters(options), signalOf(options))
    const code = REQUEST_CODE.DELETE_SUBSCRIPTIONGROUP
    const request = deleteGroupRequest(group, options.keepOffsets !== true)
    const act = ({ address }: GroupAtBroker) =>
      this.#calls.ask(
        address,
        request,
        (response, subject) => expectSuccess(code, response, subject),
        { ...signalOf(options), group },
      )
    await atEach(`Deleting group ${group}`, found, act, options)
    if (options.broker !== undefined) return
    const topics = [
      retryTopicOf(group),
      ...(options.deleteDeadLetters === true ? [deadLetterTopicOf(group)] : []),
    ]
    const { nameServers } = this.#calls.client
    for (const topic of topics) {
      const exists = await nameServers.topicRoute(topic, signalOf(options))
      const { cluster } = options
      if (exists) await this.#topics.delete(topic, { ...signalOf(options), cluster })
    }
  }

  /** Who of a group is connected, and what they subscribe to; nobody, for a group that does not run. */
  connections(
    group: string,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<GroupConnections> {
    return connectionsOf(this.#calls, group, options)
  }

  /**
   * How one member is doing, in its own words.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` when no broker is connected with it
   */
  runningInfo(
    group: string,
    clientId: string,
    options: CallOptions & { readonly withStacks?: boolean } = {},
  ): Promise<ConsumerRunningInfo> {
    return runningInfoOf(this.#calls, { group, clientId }, options)
  }

  /**
   * How far a group has come in each queue, and how much waits for it.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest group
   */
  async progress(group: string, question: ProgressQuestion = {}): Promise<GroupProgress> {
    const progress = await progressOf(this.#calls, this, group, question)
    // A group without offsets may be new, or mistyped.
    if (progress.queues.length === 0) await this.get(group, signalOf(question))
    return progress
  }

  /**
   * Sets the offsets of a group in a topic back, or ahead. A running group takes it up by itself within seconds; what
   * its members are working on ends first.
   *
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND`, `ROCKETMQ_NOT_FOUND` naming the nearest topic or group
   * @throws {@link BrokerError} `ROCKETMQ_BROKER_ERROR` for an offset outside of its queue
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   * @example
   * ```ts
   * await admin.groups.resetOffsets('billing', 'orders', { timestampMs: Date.parse('2026-11-29T08:00:00Z') })
   * ```
   */
  async resetOffsets(
    group: string,
    topic: string,
    to: ResetTo,
    options: ProgressOptions = {},
  ): Promise<readonly OffsetReset[]> {
    await this.get(group, signalOf(options))
    return resetOffsets(this.#calls, { group, topic, to }, options)
  }

  /**
   * Copies the offsets of a group to another one, in one topic or in all: the other group then goes on where the first
   * is. Returns what was copied. Stop the members of the other group before.
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` naming the nearest group
   */
  async cloneOffsets(
    from: string,
    to: string,
    options: ProgressOptions & { readonly topic?: string | undefined } = {},
  ): Promise<readonly QueueOffset[]> {
    const { queues } = await this.progress(from, { ...signalOf(options), topic: options.topic })
    return cloneOffsets(this.#calls, { from, to, queues }, options)
  }

  async #find(
    group: string,
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<readonly GroupAtBroker[]> {
    const all = await this.#all(servers, options)
    const found = all.filter((one) => one.group === group)
    if (found.length > 0) return found
    const known = [...new Set(all.map((one) => one.group))]
    throw groupNotFound(group, known)
  }

  async #all(
    servers: readonly BrokerServer[],
    options: ProgressOptions,
  ): Promise<readonly GroupAtBroker[]> {
    const ask = async ({ brokerName, address }: BrokerServer) => {
      const groups = await readTable((at) =>
        this.#calls.ask(address, allGroupsRequest(at), readAllGroupsResponse, signalOf(options)),
      )
      return groups.map((group) => ({ ...group, brokerName, address }))
    }
    return (await atEach('Listing groups', servers, ask, options)).flat()
  }

  #put(
    { address }: { readonly address: string },
    group: string,
    settings: GroupSettings,
    options: CallOptions,
    current?: ConsumerGroupConfig,
  ): Promise<void> {
    const code = REQUEST_CODE.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP
    const request = putGroupRequest(groupBody(group, settings, current))
    return this.#calls.ask(
      address,
      request,
      (response, subject) => expectSuccess(code, response, subject),
      { ...signalOf(options), group },
    )
  }
}

/** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` for a name that no broker takes */
function checkName(group: string): void {
  const problem = groupNameProblem(group)
  if (problem === undefined) return
  throw new ConfigurationError(texts.theGroup(), [{ path: 'group', text: problem }])
}
