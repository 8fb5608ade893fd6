import { ClientInstance } from '../client/client-instance.js'
import type { ClientSettings } from '../client/client-settings.js'
import type { Logger } from '../log/logger.js'
import { compressionCodecs } from '../protocol/compression.js'
import type { CompressionCodec } from '../protocol/compression-codec.js'
import type { RequestHook } from '../remoting/remoting-client.js'
import { AclAdmin } from './acl-admin.js'
import { AdminCalls } from './admin-calls.js'
import { BrokerAdmin } from './broker-admin.js'
import { DeadLetterAdmin } from './dead-letter-admin.js'
import { GroupAdmin } from './group-admin.js'
import { LiteAdmin } from './lite-admin.js'
import { MessageAdmin } from './message-admin.js'
import { MessageReader } from './message-reader.js'
import { ProducerAdmin } from './producer-admin.js'
import { TopicAdmin } from './topic-admin.js'
import { UserAdmin } from './user-admin.js'

/** What {@link createAdmin} takes: the settings of a client, and what comes from outside. */
export interface AdminOptions extends ClientSettings {
  readonly logger?: Logger | undefined
  /** For bodies compressed in ways that this package does not know. */
  readonly compressionCodecs?: readonly CompressionCodec[] | undefined
  /** Called for every request of any kind. */
  readonly requestHooks?: readonly RequestHook[] | undefined
}

/** The largest body that is read, once decompressed: the guard against small bodies that grow without end. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/**
 * Administration of clusters. It has connections of its own, no heartbeat, and is a member of no group. Names are those
 * that the servers know, with the namespace where there is one. Make one with {@link createAdmin}.
 *
 * Calls that ask several brokers report their progress (`onProgress`), and fail with {@link PartlyDone} where some of
 * them failed. Each takes a `signal`; its error is {@link RequestAborted}. Servers that cannot be reached are
 * {@link ConnectError}, {@link NoNameServer} and so on.
 */
export class Admin {
  readonly topics: TopicAdmin
  readonly groups: GroupAdmin
  readonly messages: MessageAdmin
  readonly deadLetters: DeadLetterAdmin
  readonly producers: ProducerAdmin
  readonly brokers: BrokerAdmin
  readonly lite: LiteAdmin
  readonly users: UserAdmin
  readonly acls: AclAdmin
  readonly #client: ClientInstance

  /** @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key */
  constructor(options: AdminOptions) {
    const { logger, compressionCodecs: codecs, requestHooks: hooks = [], ...settings } = options
    this.#client = new ClientInstance({
      ...settings,
      hooks,
      ...(logger !== undefined && { logger }),
    })
    const calls = new AdminCalls({
      client: this.#client,
      codecs: compressionCodecs(codecs),
      maxMessageBytes: MAX_MESSAGE_BYTES,
    })
    const reader = new MessageReader(calls)
    this.topics = new TopicAdmin(calls)
    this.groups = new GroupAdmin(calls, this.topics)
    this.messages = new MessageAdmin(calls, reader)
    this.deadLetters = new DeadLetterAdmin(calls, this.topics, reader)
    this.producers = new ProducerAdmin(calls)
    this.brokers = new BrokerAdmin(calls)
    this.lite = new LiteAdmin(calls)
    this.users = new UserAdmin(calls)
    this.acls = new AclAdmin(calls)
  }

  /** Ends: calls that wait are rejected, and connections closed. Idempotent. */
  close(): Promise<void> {
    return this.#client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Makes an admin client; `close` it at the end. Servers are connected to when they are needed.
 *
 * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` naming each wrong key
 * @example
 * ```ts
 * await using admin = createAdmin({ nameServers: '127.0.0.1:9876' })
 * const { lag, queues } = await admin.groups.progress('billing')
 * ```
 */
export function createAdmin(options: AdminOptions): Admin {
  return new Admin(options)
}
