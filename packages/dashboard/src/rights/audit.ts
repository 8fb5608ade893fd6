import { type Logger, renderText } from '@arq/core'

import type { ActView } from '../contract/audit.js'
import { texts } from '../texts.js'

/** Acts that are kept for the page. */
const MOST = 200

export interface AuditParts {
  readonly logger: Logger
  readonly onAct: ((act: ActView) => void) | undefined
}

/** Every act: a line of the log, an event for who listens, and the last ones for the page. */
export class Audit {
  readonly #parts: AuditParts
  readonly #acts: ActView[] = []
  readonly #listeners = new Set<(act: ActView) => void>()

  constructor(parts: AuditParts) {
    this.#parts = parts
  }

  /** The newest first. */
  get acts(): readonly ActView[] {
    return [...this.#acts].reverse()
  }

  note(act: ActView): void {
    this.#acts.push(act)
    if (this.#acts.length > MOST) this.#acts.shift()
    const { logger, onAct } = this.#parts
    const { action, target, user, outcome, code, permission } = act
    const line = renderText(texts.acted({ action, target }), logger.language)
    const fields = { action, target, user, outcome, permission, ...(code === null ? {} : { code }) }
    if (outcome === 'done') logger.info(line, fields)
    else logger.warn(line, fields)
    for (const listener of this.#listeners) listener(act)
    try {
      onAct?.(act)
    } catch (error) {
      // Whoever listens does not undo what was done.
      logger.error(renderText(texts.lookFailed({ what: 'onAct' }), logger.language), { error })
    }
  }

  on(listener: (act: ActView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
