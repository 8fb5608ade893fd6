import type { Text } from '../texts/text.js'
import type { Clock } from '../time/clock.js'
import type { HealthProblem } from './health.js'
import { portTexts } from './port-texts.js'
import type { TransportEvent } from './transport.js'

interface TransportHealthOptions {
  readonly clock: Clock
  /** Whether nothing goes on while this queue is not consumed. */
  readonly isNeeded?: (queueName: string) => boolean
}

type Found = Omit<HealthProblem, 'since'>

/** What is wrong with a transport at the moment, by what it has told. */
export class TransportHealth {
  readonly #clock: Clock
  readonly #isNeeded: (queueName: string) => boolean
  /** By what they are about. */
  readonly #problems = new Map<string, HealthProblem>()

  constructor({ clock, isNeeded = () => true }: TransportHealthOptions) {
    this.#clock = clock
    this.#isNeeded = isNeeded
  }

  get problems(): readonly HealthProblem[] {
    return [...this.#problems.values()]
  }

  /** To be told of every event of the transport. */
  note(event: TransportEvent): void {
    switch (event.type) {
      case 'connected':
        this.#problems.delete('broker')
        return
      case 'disconnected':
        this.#add('broker', away(event.error.text))
        // The next connection tells whether it is blocked.
        this.#problems.delete('blocked')
        return
      case 'connectFailed':
        this.#add('broker', away(event.error.text))
        return
      case 'gaveUp':
        this.#problems.delete('broker')
        this.#add('broker', away(event.error.text))
        return
      case 'blocked':
        this.#add('blocked', {
          code: 'publishing_blocked',
          text: portTexts.publishingBlocked({ reason: event.reason }),
          isFatal: false,
        })
        return
      case 'unblocked':
        this.#problems.delete('blocked')
        return
      case 'notConsuming':
        this.#add(`queue ${event.queueName}`, {
          code: 'not_consuming',
          text: portTexts.notConsuming({ queue: event.queueName, error: event.error.text }),
          isFatal: this.#isNeeded(event.queueName),
        })
        return
      case 'consuming':
        this.#problems.delete(`queue ${event.queueName}`)
        return
      case 'channelClosed':
      case 'consumerCancelled':
      case 'staleSettle':
      case 'undeliverable':
    }
  }

  /** The first of an outage stands. */
  #add(about: string, found: Found): void {
    if (this.#problems.has(about)) return
    this.#problems.set(about, { ...found, since: new Date(this.#clock.now()) })
  }
}

const away = (text: Text): Found => ({ code: 'broker_away', text, isFatal: true })
