import type { LogLevel } from '@arq/core'
import { LOG_LEVELS, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from './texts.js'

/** Other names that people know levels by: Python's, winston's and syslog's. */
const ALIASES = { warning: 'warn', critical: 'fatal' } as const

type Alias = keyof typeof ALIASES

/** A level as users write it, in any case: `'info'`, `'INFO'`, `'CRITICAL'`. */
export type LogLevelName = LogLevel | Alias | Uppercase<LogLevel | Alias>

/** The level of a name, `undefined` when it is none. */
export function parseLogLevel(name: unknown): LogLevel | undefined {
  if (typeof name !== 'string') return undefined
  const lower = name.toLowerCase()
  return Object.hasOwn(ALIASES, lower)
    ? // hasOwn has just proved it.
      ALIASES[lower as Alias]
    : LOG_LEVELS.find((level) => level === lower)
}

const known = [...LOG_LEVELS, ...Object.keys(ALIASES)].join(', ')

export const logLevelSchema = v.custom<LogLevelName>(
  (name) => parseLogLevel(name) !== undefined,
  said((value) => texts.mustBeLevel({ known, value })),
)
