import { warn } from '#platform'

import { guarded } from '../errors/guarded-read.js'
import { describeThrown } from '../errors/thrown.js'
import { type Language, renderText, type Text } from '../texts/text.js'
import type { LogFields, Logger, LogLevel } from './logger.js'

type WriteLine = (message: string | Text, fields?: LogFields) => void

/** A logger that takes texts of a catalogue, too, and writes them in its language. */
export interface TextLogger extends Logger {
  readonly debug: WriteLine
  readonly info: WriteLine
  readonly warn: WriteLine
  readonly error: WriteLine
  readonly fatal: WriteLine
  child(fields: LogFields): TextLogger
}

/**
 * The same logger for code that must go on when a line cannot be written: what the logger throws, or rejects with where
 * its methods are async, ends here. The first such failure becomes a warning of the process.
 */
export function guardedLogger(logger: Logger): TextLogger {
  const language = guarded(() => logger.language) === 'zh-CN' ? 'zh-CN' : 'en'
  return guard(logger, { language, onFailure: warnOnce() })
}

interface Manners {
  readonly language: Language
  readonly onFailure: (thrown: unknown) => void
}

function guard(logger: Logger, manners: Manners): TextLogger {
  const { language, onFailure } = manners
  const at =
    (level: LogLevel): WriteLine =>
    (message, fields) => {
      try {
        const words = typeof message === 'object' ? renderText(message, language) : message
        const write: (text: string, values?: LogFields) => unknown = logger[level].bind(logger)
        const written = write(words, fields)
        // An async function may stand where one that returns nothing is expected.
        if (written instanceof Promise) written.catch(onFailure)
      } catch (thrown) {
        onFailure(thrown)
      }
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    language,
    // A level that cannot be asked for counts as written: the line itself is guarded.
    isLevelEnabled: (level) => guarded(() => logger.isLevelEnabled?.(level)) ?? true,
    child: (fields) => {
      try {
        return guard(logger.child(fields), manners)
      } catch (thrown) {
        onFailure(thrown)
        return guard(logger, manners)
      }
    },
  }
}

function warnOnce(): (thrown: unknown) => void {
  let hasWarned = false
  return (thrown) => {
    if (hasWarned) return
    hasWarned = true
    const { name, message } = describeThrown(thrown)
    warn(`The logger failed, its lines are lost (said once): ${name}: ${message}`)
  }
}
