import { systemClock } from '@arq/core'
import { GrowingPause } from '@arq/core/internal'
import { isRocketMQError, type NameServers } from '@arq/rocketmq'

/** A broker tells name servers of a new topic within milliseconds, unless it cannot reach one at that moment. */
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 500

/** How many of the name servers know a topic. */
export type Known = 'nowhere' | 'somewhere' | 'everywhere'

/**
 * What name servers know of topics. Each client has a name server of its own choice and changes it, so a topic is there
 * for all of them once every name server that answers knows it.
 */
export class TopicRoutes {
  readonly #nameServers: NameServers

  constructor(nameServers: NameServers) {
    this.#nameServers = nameServers
  }

  /** @throws what the client throws when no name server answers */
  async known(topic: string): Promise<Known> {
    const answers: boolean[] = []
    try {
      await this.#nameServers.atEach(async (nameServer) => {
        answers.push((await nameServer.topicRoute(topic)) !== undefined)
      })
    } catch (error) {
      // One that is away is asked by nobody.
      if (answers.length === 0 || !isUnreachable(error)) throw error
    }
    if (answers.every(Boolean)) return 'everywhere'
    return answers.some(Boolean) ? 'somewhere' : 'nowhere'
  }

  /**
   * Waits for every name server to know a topic that its brokers have.
   * @returns false when the time was up first
   * @throws as {@link known}
   */
  async untilKnown(topic: string, limitMs: number): Promise<boolean> {
    const endsMs = systemClock.monotonicNow() + limitMs
    const pauses = new GrowingPause({
      firstMs: FIRST_PAUSE_MS,
      longestMs: LONGEST_PAUSE_MS,
      clock: systemClock,
      signal: NEVER,
    })
    while ((await this.known(topic)) !== 'everywhere') {
      if (systemClock.monotonicNow() >= endsMs) return false
      await pauses.wait()
    }
    return true
  }
}

/** The wait has a limit of its own, and ends with the client. */
const NEVER = new AbortController().signal

const isUnreachable = (error: unknown): boolean =>
  isRocketMQError(error) && error.code === 'ROCKETMQ_NO_NAME_SERVER'
