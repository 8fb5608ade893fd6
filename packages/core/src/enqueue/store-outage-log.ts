import { localizedMessage } from '../errors/arq-error.js'
import type { Logger } from '../log/logger.js'
import { renderText } from '../texts/text.js'
import { texts } from '../texts/texts.js'

/** Says once per outage that the store is down, and once that it is back. */
export class StoreOutageLog {
  readonly #logger: Logger
  #isDown = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  failed(cause: unknown): void {
    if (this.#isDown) return
    this.#isDown = true
    const error = localizedMessage(cause, 'en')
    this.#logger.warn(renderText(texts.storeDegraded({ error })))
  }

  answered(): void {
    if (!this.#isDown) return
    this.#isDown = false
    this.#logger.info(renderText(texts.storeRecovered()))
  }
}
