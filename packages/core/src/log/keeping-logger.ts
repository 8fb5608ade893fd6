import { localizedMessage } from '../errors/arq-error.js'
import { guarded } from '../errors/guarded-read.js'
import { type Language, renderText, type Text } from '../texts/text.js'
import type { Clock } from '../time/clock.js'
import type { TextLogger } from './guarded-logger.js'
import type { LogFields, LogLevel } from './logger.js'
import { PlainValues } from './plain-value.js'
import { secretNames } from './redaction.js'
import { textLine } from './text-line.js'

/** Makes the text of a line that is kept: without secrets, in one language. */
export type LineText = (level: LogLevel, message: string | Text, fields: LogFields) => string

export function lineTexts(language: Language, clock: Pick<Clock, 'now'>): LineText {
  const describeError = (error: unknown): string => localizedMessage(error, language)
  const values = new PlainValues({ isSecret: secretNames([]), describeError })
  return (level, message, fields) => {
    const words = typeof message === 'object' ? renderText(message, language) : message
    const time = new Date(clock.now()).toISOString()
    return textLine({ time, level, message: values.text(words), fields: values.fields(fields) })
  }
}

interface Keeping {
  readonly lineText: LineText
  readonly keep: (line: string) => void
}

/** The same logger, each of whose lines is also kept as text. A line of a level that it does not write is not kept. */
export function keepingLogger(logger: TextLogger, keeping: Keeping): TextLogger {
  return bind(logger, {}, keeping)
}

function bind(logger: TextLogger, bound: LogFields, keeping: Keeping): TextLogger {
  const { lineText, keep } = keeping
  const at =
    (level: LogLevel) =>
    (message: string | Text, fields?: LogFields): void => {
      logger[level](message, fields)
      if (logger.isLevelEnabled?.(level) === false) return
      const line = guarded(() => lineText(level, message, { ...bound, ...fields }))
      if (line !== undefined) keep(line)
    }
  return {
    ...logger,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: (fields) => bind(logger.child(fields), { ...bound, ...fields }, keeping),
  }
}
