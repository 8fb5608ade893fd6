import { guarded } from '../errors/guarded-read.js'
import { describeThrown } from '../errors/thrown.js'
import type { LogFields, Logger, LogLevel } from './logger.js'

/**
 * The same logger for code that must go on when a line cannot be written: what the logger throws, or rejects with where
 * its methods are async, ends here. The first such failure becomes a warning of the process.
 */
export function guardedLogger(logger: Logger): Logger {
  return guard(logger, warnOnce())
}

function guard(logger: Logger, onFailure: (thrown: unknown) => void): Logger {
  const at =
    (level: LogLevel): Logger[LogLevel] =>
    (message, fields) => {
      try {
        const write: (text: string, values?: LogFields) => unknown = logger[level].bind(logger)
        const written = write(message, fields)
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
    // A level that cannot be asked for counts as written: the line itself is guarded.
    isLevelEnabled: (level) => guarded(() => logger.isLevelEnabled?.(level)) ?? true,
    child: (fields) => {
      try {
        return guard(logger.child(fields), onFailure)
      } catch (thrown) {
        onFailure(thrown)
        return guard(logger, onFailure)
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
    process.emitWarning(`The logger failed, its lines are lost (said once): ${name}: ${message}`)
  }
}
