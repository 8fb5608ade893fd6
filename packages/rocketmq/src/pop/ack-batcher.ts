import { UnderWay } from '../flow/under-way.js'
import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import { texts } from '../texts/texts.js'
import type { Settlement } from './settlement.js'

/** A first acknowledgement waits at most so long for others to travel with; far below every invisible time. */
const LINGER_MS = 10
/** So many leave at once: what one pop can bring. */
const FULL = 32

/** Collects acknowledgements, so that many travel in one request. One that fails is logged: its message comes again. */
export class AckBatcher {
  readonly #settlement: Settlement
  readonly #logger: TextLogger
  #waiting: MessageExt[] = []
  #timer: NodeJS.Timeout | undefined
  readonly #underWay = new UnderWay()

  constructor(settlement: Settlement, logger: TextLogger) {
    this.#settlement = settlement
    this.#logger = logger
  }

  add(message: MessageExt): void {
    this.#waiting.push(message)
    if (this.#waiting.length >= FULL) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), LINGER_MS)
  }

  /** Resolves when everything that was added is sent and answered. */
  async flush(): Promise<void> {
    this.#send()
    await this.#underWay.whenNone()
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const messages = this.#waiting
    this.#waiting = []
    if (messages.length === 0) return
    const sending = this.#settlement.ackBatch(messages).catch((error: unknown) => {
      const msgIds = messages.map(({ msgId }) => msgId)
      this.#logger.warn(texts.logAckFailed(), { msgIds, error })
    })
    void this.#underWay.track(sending)
  }
}
