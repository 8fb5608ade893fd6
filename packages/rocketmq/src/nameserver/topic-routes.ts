import { NoNameServer } from '../errors/errors.js'
import { pause } from '../flow/pause.js'
import type { AskOptions } from './name-server-client.js'
import type { NameServers } from './name-servers.js'

/** A broker tells name servers of a new topic within milliseconds, unless it cannot reach one at that moment. */
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 500

/** How many of the name servers that answer know a topic. */
export type TopicSpread = 'nowhere' | 'somewhere' | 'everywhere'

export interface TopicQuestion extends AskOptions {
  /** A name server knows the topic when it has it at each of these brokers. Default: at any broker. */
  readonly brokers?: readonly string[] | undefined
}

/**
 * What each name server knows of a topic. They learn of it from its brokers, each for itself, and each client asks one of
 * its own choice and changes it: so a topic can be used by all clients once every name server that answers knows it.
 */
export class TopicRoutes {
  readonly #nameServers: NameServers

  constructor(nameServers: NameServers) {
    this.#nameServers = nameServers
  }

  /** @throws {@link NoNameServer} when none answers, {@link BrokerError} when one refuses the question */
  async known(topic: string, question: TopicQuestion = {}): Promise<TopicSpread> {
    const { knowing, lacking } = await this.#askEach(topic, question)
    if (lacking.length === 0) return 'everywhere'
    return knowing.length === 0 ? 'nowhere' : 'somewhere'
  }

  /**
   * The name servers that answer and do not know the topic: `host:port` each.
   * @throws as {@link known}
   */
  async lacking(topic: string, question: TopicQuestion = {}): Promise<readonly string[]> {
    return (await this.#askEach(topic, question)).lacking
  }

  /**
   * Waits for every name server that answers to know a topic that its brokers have.
   * @param limitMs for all of it; an answer that is under way then is still awaited
   * @returns false when the time was up first
   * @throws as {@link known}; {@link RequestAborted} when the signal aborts
   */
  async untilKnown(topic: string, limitMs: number, question: TopicQuestion = {}): Promise<boolean> {
    const endsMs = performance.now() + limitMs
    const { signal = new AbortController().signal } = question
    let pauseMs = FIRST_PAUSE_MS
    while ((await this.known(topic, question)) !== 'everywhere') {
      const leftMs = endsMs - performance.now()
      if (leftMs <= 0) return false
      await pause(Math.min(pauseMs, leftMs), signal)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
    return true
  }

  async #askEach(
    topic: string,
    { brokers = [], ...options }: TopicQuestion,
  ): Promise<{ readonly knowing: readonly string[]; readonly lacking: readonly string[] }> {
    const knowing: string[] = []
    const lacking: string[] = []
    try {
      await this.#nameServers.atEach(async (nameServer) => {
        const route = await nameServer.topicRoute(topic, options)
        const names = new Set(route?.brokerDatas.map(({ brokerName }) => brokerName))
        const isKnown = route !== undefined && brokers.every((broker) => names.has(broker))
        ;(isKnown ? knowing : lacking).push(nameServer.address)
      })
    } catch (error) {
      // One that is away is asked by nobody.
      const isAnswered = knowing.length + lacking.length > 0
      if (!isAnswered || !(error instanceof NoNameServer)) throw error
    }
    return { knowing, lacking }
  }
}
