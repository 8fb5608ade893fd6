/** Values that go with a log line, by name. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where log lines go: the console, winston, pino… anything with these methods. The library never prints on its own. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  fatal(message: string, fields?: LogFields): void
  /** A logger whose lines all carry `fields`, for example a topic. */
  child(fields: LogFields): Logger
}

const nothing = (): void => undefined

/** Says nothing. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => silentLogger,
}
