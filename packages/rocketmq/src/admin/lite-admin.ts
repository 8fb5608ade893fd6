import {
  dispatchLiteRequest,
  type LiteBrokerFigures,
  liteBrokerRequest,
  type LiteClientFigures,
  liteClientRequest,
  type LiteGroupFigures,
  liteGroupRequest,
  type LiteParentFigures,
  liteParentRequest,
  type LiteTopicFigures,
  liteTopicRequest,
  readDispatchLiteResponse,
  readLiteBrokerResponse,
  readLiteClientResponse,
  readLiteGroupResponse,
  readLiteParentResponse,
  readLiteTopicResponse,
} from '../protocol/requests/lite-figures.js'
import type { RemotingRequest } from '../remoting/command.js'
import type { AdminCalls, ReadAnswer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type BrokerChoice, type ProgressOptions, signalOf } from './call-options.js'

/** What a broker says, and which one. */
export type AtBroker<T> = T & { readonly brokerName: string }

type Options = BrokerChoice & ProgressOptions

/** So many lite topics of a client, or at the top of a list, where a call does not say how many. */
const DEFAULT_TOP = 20

/** Figures of lite topics, from each broker for itself: a lite topic belongs to one of them. RocketMQ 5.5. */
export class LiteAdmin {
  readonly #calls: AdminCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
  }

  /** Lite topics and subscriptions of each broker. */
  brokers(options: Options = {}): Promise<readonly AtBroker<LiteBrokerFigures>[]> {
    return this.#each('Lite topics', liteBrokerRequest(), readLiteBrokerResponse, options)
  }

  /** The lite topics below a topic. @throws {@link BrokerError} it is not there, or has none */
  topic(topic: string, options: Options = {}): Promise<readonly AtBroker<LiteParentFigures>[]> {
    const what = `Lite topics of ${topic}`
    return this.#each(what, liteParentRequest(topic), readLiteParentResponse, options)
  }

  /** One lite topic: who subscribes, and how many messages it has. The broker that has it says `isHome`. */
  liteTopic(
    topic: string,
    liteTopic: string,
    options: Options = {},
  ): Promise<readonly AtBroker<LiteTopicFigures>[]> {
    const request = liteTopicRequest(topic, liteTopic)
    return this.#each(`Lite topic ${liteTopic}`, request, readLiteTopicResponse, options)
  }

  /** What a client of a group subscribes to. @throws {@link BrokerError} the group is not bound to the topic */
  client(
    client: { readonly topic: string; readonly group: string; readonly clientId: string },
    { maxCount = 1000, ...options }: Options & { readonly maxCount?: number } = {},
  ): Promise<readonly AtBroker<LiteClientFigures>[]> {
    const request = liteClientRequest({ ...client, maxCount })
    return this.#each(`Lite client ${client.clientId}`, request, readLiteClientResponse, options)
  }

  /** How far a group is behind: in all, or in one lite topic. @throws {@link BrokerError} it is none for lite topics */
  group(
    group: string,
    options: Options & { readonly liteTopic?: string; readonly top?: number } = {},
  ): Promise<readonly AtBroker<LiteGroupFigures>[]> {
    const { liteTopic, top = DEFAULT_TOP, ...others } = options
    const request = liteGroupRequest(group, { liteTopic, top })
    return this.#each(`Lite group ${group}`, request, readLiteGroupResponse, others)
  }

  /**
   * Has the brokers look for messages that wait for a group, or for one client of it: they do so by themselves, but not
   * at once after a client had too many at a time.
   */
  async dispatch(
    group: string,
    { clientId, ...options }: Options & { readonly clientId?: string } = {},
  ): Promise<void> {
    const servers = await this.#calls.masters(options)
    const request = dispatchLiteRequest(group, clientId)
    const about = { ...signalOf(options), group }
    await atEach(
      `Dispatching to ${group}`,
      servers,
      ({ address }) => this.#calls.ask(address, request, readDispatchLiteResponse, about),
      options,
    )
  }

  async #each<T extends object>(
    what: string,
    request: RemotingRequest,
    read: ReadAnswer<T>,
    options: Options,
  ): Promise<readonly AtBroker<T>[]> {
    const servers = await this.#calls.masters(options)
    return atEach(
      what,
      servers,
      async ({ address, brokerName }) => ({
        brokerName,
        ...(await this.#calls.ask(address, request, read, signalOf(options))),
      }),
      options,
    )
  }
}
