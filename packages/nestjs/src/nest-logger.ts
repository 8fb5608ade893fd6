import {
  type Language,
  localizedMessage,
  type LogFields,
  type Logger,
  type LogLevel,
} from '@arq/core'
import { lineBody, PlainValues, readProperty, secretNames } from '@arq/core/internal'
import { Logger as NestLogger, type LoggerService } from '@nestjs/common'

/** How {@link nestLogger} writes. */
export interface NestLoggerOptions {
  /** Where lines go. @defaultValue Nest's `Logger`, which is whatever the application has set by `useLogger` */
  readonly target?: LoggerService
  /** Of the lines that arq itself writes. @defaultValue `'en'` */
  readonly language?: Language
}

/** Nest's names of the levels. */
const NEST_LEVELS = {
  debug: 'debug',
  info: 'log',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
} as const

/**
 * Nest's logger as arq's; `ArqModule` uses it where you give no `logger`. Fields stand behind the text as `name=value`, the
 * context is `arq` and the part of it that speaks, such as `arq:worker`. Values of secret names, passwords in URLs and
 * bearer tokens are left out. The stack of an error comes with lines of the level `error`.
 */
export function nestLogger(options: NestLoggerOptions = {}): Logger {
  const { target = NestLogger, language = 'en' } = options
  const describeError = (error: unknown): string => localizedMessage(error, language)
  const values = new PlainValues({ isSecret: secretNames([]), describeError })

  const write = (level: LogLevel, message: string, all: LogFields): void => {
    const { logger, ...fields } = all
    const context = typeof logger === 'string' ? `arq:${logger}` : 'arq'
    const line = lineBody({ message: values.text(message), fields: values.fields(fields) })
    const stack = level === 'error' ? readProperty(fields['error'], 'stack') : undefined
    const more = typeof stack === 'string' ? [stack, context] : [context]
    const name = NEST_LEVELS[level]
    // Loggers of applications may lack what Nest marks as optional.
    if (level === 'fatal' && !target.fatal) target.error(line, ...more)
    else target[name]?.(line, ...more)
  }

  const bind = (bound: LogFields): Logger => {
    const at =
      (level: LogLevel) =>
      (message: string, fields?: LogFields): void =>
        write(level, message, { ...bound, ...fields })
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      language,
      isLevelEnabled: (level) =>
        target !== NestLogger || NestLogger.isLevelEnabled(NEST_LEVELS[level]),
      child: (fields) => bind({ ...bound, ...fields }),
    }
  }
  return bind({})
}
