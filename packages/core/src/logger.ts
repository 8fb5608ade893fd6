/** Values that go with a log line, by name. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where log lines go. `@arq/logging` has a full one on winston; core has a small one for the console. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  fatal(message: string, fields?: LogFields): void
  /** Whether lines of this level are written at all; absent: they may be. Spares the making of lines nobody reads. */
  isLevelEnabled?(level: LogLevel): boolean
  /** A logger whose lines all carry `fields`, for example a job's id. */
  child(fields: LogFields): Logger
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const nothing = (): void => undefined

/** Says nothing. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  isLevelEnabled: () => false,
  child: () => silentLogger,
}
