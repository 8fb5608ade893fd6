import type { LogLevel } from './logger.js'
import type { PlainObject } from './plain.js'

/** One line on its way out: its values are plain JSON, and what is secret is already gone. */
export interface LogLine {
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly level: LogLevel
  readonly message: string
  readonly fields: PlainObject
}
