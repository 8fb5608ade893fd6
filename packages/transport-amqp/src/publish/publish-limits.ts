import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { Amount, Load } from './load.js'
import type { Outbound } from './outbound.js'
import { blocked, tooLarge, unconfirmedFull, waitingFull } from './publish-errors.js'

type LimitSettings = Pick<
  ResolvedAmqpSettings,
  | 'maxMessageBytes'
  | 'maxUnconfirmed'
  | 'maxUnconfirmedBytes'
  | 'maxWaiting'
  | 'maxWaitingBytes'
  | 'whenFull'
>

/** What a publisher takes, by its settings. */
export class PublishLimits {
  readonly #settings: LimitSettings

  constructor(settings: LimitSettings) {
    this.#settings = settings
  }

  /**
   * Why a message is not taken; `undefined`: it is.
   * @param blockedReason why the broker reads nothing, where it says so
   */
  refusalOf(outbound: Outbound, load: Load, blockedReason: string | undefined): Error | undefined {
    const { kind, target, body } = outbound
    const { maxMessageBytes, whenFull } = this.#settings
    // The broker took a dead letter's body before, from somebody with a higher limit: refused here, it could never leave.
    if (kind !== 'deadLetter' && body.length > maxMessageBytes) {
      return tooLarge(target, body.length, maxMessageBytes)
    }
    if (whenFull === 'wait') return this.#refusalToWait(body.length, load)
    if (blockedReason !== undefined) return blocked(target, blockedReason)
    const { unconfirmed, waiting } = load
    const isFull = unconfirmed.size + waiting.size >= this.#settings.maxUnconfirmed
    return isFull || !this.hasRoomFor(body.length, unconfirmed)
      ? unconfirmedFull(load, this.#settings)
      : undefined
  }

  /** Whether one more may be sent. A single message may be larger than the limit, or it could never go. */
  hasRoomFor(bytes: number, unconfirmed: Amount): boolean {
    const { maxUnconfirmed, maxUnconfirmedBytes } = this.#settings
    if (unconfirmed.size === 0) return true
    return unconfirmed.size < maxUnconfirmed && unconfirmed.bytes + bytes <= maxUnconfirmedBytes
  }

  #refusalToWait(bytes: number, { waiting }: Load): Error | undefined {
    const { maxWaiting, maxWaitingBytes } = this.#settings
    if (waiting.size === 0) return undefined
    const hasRoom = waiting.size < maxWaiting && waiting.bytes + bytes <= maxWaitingBytes
    return hasRoom ? undefined : waitingFull(waiting, this.#settings)
  }
}
