import type { Language } from '../texts/text.js'

/** Values that go with a log line, by name. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where log lines go: the console, winston, pino, anything with these methods. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  fatal(message: string, fields?: LogFields): void
  /** Whether lines of this level are written at all; absent: they may be. Spares the making of lines nobody reads. */
  isLevelEnabled?(level: LogLevel): boolean
  /** Of the lines that arq itself writes here. @defaultValue `'en'` */
  readonly language?: Language
  /** A logger whose lines all carry `fields`, for example a job's id or a topic. */
  child(fields: LogFields): Logger
}

/** From the least urgent to the most urgent. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal'

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
