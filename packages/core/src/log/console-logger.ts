import { inspect } from '#platform'

import { localizedMessage } from '../errors/arq-error.js'
import type { Language } from '../texts/text.js'
import { type Clock, systemClock } from '../time/clock.js'
import { LOG_LEVELS } from './log-levels.js'
import type { LogFields, Logger, LogLevel } from './logger.js'
import type { Plain, PlainObject } from './plain.js'
import { isPlainError, plainErrorText } from './plain-error.js'
import { PlainValues } from './plain-value.js'
import { secretNames } from './redaction.js'
import { standardErrorLines } from './standard-error.js'

export interface ConsoleLoggerOptions {
  /** Lines below it are not written. @defaultValue `'info'` */
  readonly level?: LogLevel
  /** Of the lines that arq itself writes. @defaultValue `'en'` */
  readonly language?: Language
  /** Takes each finished line. @defaultValue standard error */
  readonly write?: (line: string) => void
  readonly clock?: Clock
}

/**
 * One readable line per message on standard error: time, level, text, fields. The default of a `Worker`. Values of secret
 * names (`password`, `token` …), passwords in URLs and bearer tokens are left out.
 */
export function createConsoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level = 'info', language = 'en', clock = systemClock } = options
  const { write = standardErrorLines(language) } = options
  const values = new PlainValues({
    isSecret: secretNames([]),
    describeError: (error) => localizedMessage(error, language),
  })
  const threshold = LOG_LEVELS.indexOf(level)

  const bind = (bound: LogFields): Logger => {
    const at = (lineLevel: LogLevel) => (message: string, fields?: LogFields) => {
      if (LOG_LEVELS.indexOf(lineLevel) < threshold) return
      const time = new Date(clock.now()).toISOString()
      const written = format(values.fields({ ...bound, ...fields }))
      write(`${time} ${lineLevel.toUpperCase().padEnd(5)} ${values.text(message)}${written}`)
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      language,
      isLevelEnabled: (lineLevel) => LOG_LEVELS.indexOf(lineLevel) >= threshold,
      child: (fields) => bind({ ...bound, ...fields }),
    }
  }
  return bind({})
}

function format(fields: PlainObject): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${formatValue(value)}`)
    .join('')
}

// A line break in a value must not make two lines of one.
function formatValue(value: Plain): string {
  if (typeof value === 'string') return /[\s"=]/.test(value) ? JSON.stringify(value) : value
  if (isPlainError(value)) return JSON.stringify(plainErrorText(value))
  return inspect(value, { depth: 4, breakLength: Infinity, compact: true })
}
