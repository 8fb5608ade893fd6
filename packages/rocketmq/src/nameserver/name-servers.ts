import {
  ConnectError,
  ConnectionLost,
  isRocketMQError,
  NoNameServer,
  RequestTimeout,
  type RocketMQError,
} from '../errors/errors.js'
import type { ClusterInfo } from '../protocol/requests/cluster.js'
import type { TopicRouteData } from '../protocol/route-data.js'
import type { RemotingCaller } from '../remoting/command.js'
import { texts } from '../texts/texts.js'
import { type AskOptions, NameServerClient } from './name-server-client.js'

export interface NameServersParts {
  readonly caller: RemotingCaller
  /** `host:port` each, at least one. */
  readonly addresses: readonly string[]
  /** For each attempt at one name server. */
  readonly timeoutMs: number
  /** Where the round begins, so that many clients do not all choose the first. */
  readonly random: () => number
}

interface Attempt {
  readonly address: string
  readonly error: RocketMQError
}

/**
 * Several name servers as one: they all know the same, so one is asked for as long as it answers, and the next one in
 * turn when it does not.
 */
export class NameServers {
  readonly #clients: readonly NameServerClient[]
  #current: number

  constructor({ caller, addresses, timeoutMs, random }: NameServersParts) {
    this.#clients = addresses.map((address) => new NameServerClient(caller, address, timeoutMs))
    this.#current = Math.floor(random() * addresses.length)
  }

  /** All addresses, in the order they were given. */
  get addresses(): readonly string[] {
    return this.#clients.map(({ address }) => address)
  }

  /** The one that is asked at present. */
  get current(): string {
    return this.#clients[this.#current]?.address ?? ''
  }

  /**
   * Where a topic lives; `undefined` when the name server does not know it.
   * @throws {@link NoNameServer} when none answers
   */
  topicRoute(topic: string, options?: AskOptions): Promise<TopicRouteData | undefined> {
    return this.ask((client) => client.topicRoute(topic, options))
  }

  /** @throws {@link NoNameServer} when none answers */
  clusterInfo(options?: AskOptions): Promise<ClusterInfo> {
    return this.ask((client) => client.clusterInfo(options))
  }

  /**
   * The names of all topics, or of those in one cluster.
   * @throws {@link NoNameServer} when none answers
   */
  topics(cluster?: string, options?: AskOptions): Promise<readonly string[]> {
    return this.ask((client) => client.topics(cluster, options))
  }

  /**
   * Asks one name server, and the next when that one cannot be reached or does not answer. What a name server says is
   * final, also when it is an error.
   * @throws {@link NoNameServer} naming each address and what is wrong with it
   */
  async ask<T>(question: (client: NameServerClient) => Promise<T>): Promise<T> {
    const attempts: Attempt[] = []
    for (const [index, client] of this.#inTurn()) {
      const attempt = await tryOnce(client, question)
      if ('value' in attempt) {
        this.#current = index
        return attempt.value
      }
      attempts.push(attempt)
    }
    throw noNameServer(attempts)
  }

  /**
   * Does the same at every name server: they do not tell each other what clients write.
   * @throws {@link NoNameServer} when any of them could not be reached
   */
  async atEach(act: (client: NameServerClient) => Promise<void>): Promise<void> {
    const results = await Promise.all(this.#clients.map((client) => tryOnce(client, act)))
    const attempts = results.filter((result) => 'error' in result)
    if (attempts.length > 0) throw noNameServer(attempts)
  }

  /**
   * From the current one on; and the current one again at the end, in case its connection was an old one that the
   * server had closed meanwhile.
   */
  *#inTurn(): Generator<readonly [number, NameServerClient]> {
    const start = this.#current
    for (let step = 0; step <= this.#clients.length; step += 1) {
      const index = (start + step) % this.#clients.length
      const client = this.#clients[index]
      if (client) yield [index, client]
    }
  }
}

async function tryOnce<T>(
  client: NameServerClient,
  act: (client: NameServerClient) => Promise<T>,
): Promise<{ readonly value: T } | Attempt> {
  try {
    return { value: await act(client) }
  } catch (error) {
    if (!isUnreachable(error)) throw error
    return { address: client.address, error }
  }
}

/** Whether the server could not be asked, as opposed to: it has answered, or nobody wants to know any more. */
const isUnreachable = (error: unknown): error is RocketMQError =>
  isRocketMQError(error) &&
  (error instanceof ConnectError ||
    error instanceof ConnectionLost ||
    error instanceof RequestTimeout)

function noNameServer(attempts: readonly Attempt[]): NoNameServer {
  // The last word of each: one may have been tried twice.
  const last = new Map(attempts.map(({ address, error }) => [address, error]))
  return new NoNameServer({
    code: 'ROCKETMQ_NO_NAME_SERVER',
    text: texts.noNameServer({ attempts: [...last.values()].map(({ text }) => text) }),
    details: {
      attempts: [...last].map(([address, error]) => ({
        address,
        code: error.code,
        reason: error.message,
      })),
    },
    cause: attempts.at(-1)?.error,
  })
}
