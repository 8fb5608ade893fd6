import { ConnectionError, toError, type TransportEvent, UnsupportedError } from '@arq/core'
import { Admin, ClientInstance, type ClientSettings, type ReleaseClient } from '@arq/rocketmq'

import { openingError } from '../rocketmq-errors.js'
import type { ResolvedRocketMQSettings } from '../rocketmq-settings.js'
import { texts } from '../texts.js'
import { BrokerConnections } from './broker-connections.js'
import { BROKER_RUNTIME_INFO, type BrokerVersion, readBrokerVersion } from './broker-runtime.js'

/** The last protocol version of a RocketMQ 4. Source: apache/rocketmq `common/.../MQVersion.java` (V4_9_10). */
const NEWEST_VERSION_4 = 413

/** RocketMQ 5.4, in hundreds and ones. */
const FIRST_WITH_PRIORITIES = 504

/** A broker that takes messages. */
interface Master {
  readonly brokerName: string
  readonly cluster: string
  readonly address: string
}

/** The connections for everything but consuming: one client, and one for administration. */
export class Cluster {
  readonly client: ClientInstance
  readonly admin: Admin
  readonly #settings: ResolvedRocketMQSettings
  readonly #connections: BrokerConnections
  #release: ReleaseClient | undefined

  constructor(settings: ResolvedRocketMQSettings, emit: (event: TransportEvent) => void) {
    this.#settings = settings
    this.client = new ClientInstance(this.clientSettings)
    this.admin = new Admin(this.clientSettings)
    this.#connections = new BrokerConnections(this.client, emit)
  }

  /** For a client of its own. */
  get clientSettings(): ClientSettings {
    const { address, tls } = this.#settings
    return {
      nameServers: [...address.nameServers],
      connection: {
        ...(address.login && { acl: { ...address.login } }),
        ...(address.isTls && { tls: tls ?? true }),
      },
    }
  }

  get description(): string {
    return this.#settings.address.description
  }

  /**
   * Resolves when a broker that is new enough knows us.
   * @throws {@link ConnectionError} `ARQ_CONNECTION_REFUSED`, `ARQ_CONNECTION_AUTH`; {@link UnsupportedError} for a broker
   * of RocketMQ 4, or before 5.4 where a queue is to have priorities
   */
  async open(signal: AbortSignal): Promise<void> {
    this.#release ??= this.client.acquire()
    try {
      const masters = await this.masters(signal)
      this.#connections.watch(masters)
      const outcomes = await Promise.allSettled(masters.map((master) => this.#introduceTo(master)))
      const failures = outcomes.flatMap((one) =>
        one.status === 'rejected' ? [toError(one.reason)] : [],
      )
      // One broker that answers is enough to go on with; one that is too old never is.
      const tooOld = failures.find((error) => error instanceof UnsupportedError)
      if (tooOld) throw tooOld
      const [failure] = failures
      if (failure && failures.length === outcomes.length) throw failure
    } catch (error) {
      throw openingError(error, this.description)
    }
  }

  /** @throws {@link ConnectionError} when none is registered, and what the name servers' client throws */
  async masters(signal?: AbortSignal): Promise<readonly Master[]> {
    const { brokers, clusters } = await this.client.nameServers.clusterInfo(signal && { signal })
    const clusterOf = new Map(
      [...clusters].flatMap(([cluster, names]) => names.map((name) => [name, cluster] as const)),
    )
    const masters = [...brokers].flatMap(([brokerName, { brokerAddrs }]) => {
      const address = brokerAddrs.get(MASTER_ID)
      const cluster = clusterOf.get(brokerName)
      return address === undefined || cluster === undefined
        ? []
        : [{ brokerName, cluster, address }]
    })
    if (masters.length > 0) return masters
    throw new ConnectionError({
      code: 'ARQ_CONNECTION_REFUSED',
      scope: 'connection',
      text: texts.attemptFailed({ where: this.description, reason: texts.noBroker() }),
    })
  }

  async close(): Promise<void> {
    this.#connections.stop()
    await this.admin.close()
    await this.#release?.()
    await this.client.close()
  }

  async #introduceTo({ address, brokerName }: Master): Promise<void> {
    const { requestTimeoutMs: timeoutMs } = this.client.settings.connection
    const request = { code: BROKER_RUNTIME_INFO }
    const response = await this.client.remoting.invoke(address, request, { timeoutMs })
    const { version, code, remark } = response
    if (version !== undefined && version <= NEWEST_VERSION_4) {
      const text = texts.tooOld({ broker: brokerName, where: this.description })
      throw new UnsupportedError(text, { broker: brokerName, version })
    }
    if (code === NO_PERMISSION && isLoginRefused(remark)) {
      const text = texts.accessRefused({ where: this.description, reason: remark ?? '' })
      throw new ConnectionError({ code: 'ARQ_CONNECTION_AUTH', scope: 'connection', text })
    }
    this.#checkPriorities(brokerName, readBrokerVersion(response))
    await this.client.introduceTo(address)
  }

  /** A broker that takes no priorities would hand out in any order, and say nothing. */
  #checkPriorities(broker: string, version: BrokerVersion | undefined): void {
    const { queues } = this.#settings
    const [queue] = Object.keys(queues).filter((name) => queues[name]?.maxPriority !== undefined)
    if (queue === undefined || version === undefined) return
    if (version.major * 100 + version.minor >= FIRST_WITH_PRIORITIES) return
    const said = { broker, where: this.description, queue }
    const text = texts.tooOldForPriorities({
      ...said,
      version: `${version.major}.${version.minor}`,
    })
    throw new UnsupportedError(text, { broker, queueName: queue })
  }
}

const MASTER_ID = 0
const NO_PERMISSION = 16

/** Who is known and may not look at brokers may still send and consume. Source: apache/rocketmq `auth`. */
const isLoginRefused = (remark = ''): boolean =>
  /signature|username|is not found|is disabled/i.test(remark)
