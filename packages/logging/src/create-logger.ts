import { Writable } from 'node:stream'

import {
  localizedMessage,
  type LogFields,
  type Logger,
  type LogLevel,
  type PlainObject,
  renderText,
  type Text,
} from '@arq/core'
import { PlainValues, secretNames, standardErrorLines, textLine } from '@arq/core/internal'
import { createLogger as createWinston, type Logger as Winston, transports } from 'winston'

import {
  type LoggerSettings,
  type ResolvedLoggerSettings,
  resolveLoggerSettings,
} from './logger-settings.js'
import { RotatingFile } from './rotating-file.js'
import { texts } from './texts.js'
import { toInfo, winstonFormat } from './winston-format.js'

/** A {@link Logger} that is closed when the program ends. */
export interface ClosableLogger extends Logger {
  /** Writes out what is still on its way. Lines after it are not written. Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** winston counts from the most urgent level. */
const LEVELS: Record<LogLevel, number> = { fatal: 0, error: 1, warn: 2, info: 3, debug: 4 }

/**
 * arq's {@link Logger} on winston: text or JSON lines on standard error and, if wanted, in a file with rotation.
 *
 * Fields may be anything: errors are written with stack and causes, cycles and odd values do no harm, and values of
 * secret names (`password`, `token`, `secret`, `authorization` …), passwords in URLs and bearer tokens are left out.
 * Writing a line never throws, and a failing disk costs lines of the file, not the program.
 *
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting
 * @example
 * ```ts
 * const logger = createLogger({ level: 'debug', format: 'json', file: { path: 'logs/worker.log' } })
 * const workerLogger = logger.child({ logger: 'worker' })
 * ```
 */
export function createLogger(settings: LoggerSettings = {}): ClosableLogger {
  return new WinstonBackend(resolveLoggerSettings(settings)).bind({})
}

/** What one logger and all its children share. */
class WinstonBackend {
  readonly #settings: ResolvedLoggerSettings
  readonly #winston: Winston
  readonly #values: PlainValues
  readonly #file: RotatingFile | undefined
  readonly #toStandardError: (line: string) => void
  #closing: Promise<void> | undefined

  constructor(settings: ResolvedLoggerSettings) {
    this.#settings = settings
    const { redact, language } = settings
    this.#toStandardError = standardErrorLines(language)
    this.#values = new PlainValues({
      isSecret: secretNames(redact),
      describeError: (error) => localizedMessage(error, language),
    })
    this.#file = settings.file && this.#openFile(settings.file)
    const takers = [
      ...(settings.console ? [(line: string) => this.#print(line)] : []),
      ...(this.#file ? [(line: string) => this.#file?.append(line)] : []),
    ]
    this.#winston = createWinston({
      levels: LEVELS,
      level: settings.level,
      format: winstonFormat(settings.format, (error) => {
        this.#complain('warn', texts.formatFailed({ reason: error.message }))
      }),
      transports: takers.map(toTransport),
      silent: takers.length === 0,
      exitOnError: false,
    })
  }

  bind(bound: PlainObject): ClosableLogger {
    const at =
      (level: LogLevel) =>
      (message: string, fields?: LogFields): void =>
        this.#log(level, message, bound, fields)
    return {
      debug: at('debug'),
      language: this.#settings.language,
      isLevelEnabled: (level) => this.#winston.isLevelEnabled(level),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      child: (fields) => this.bind({ ...bound, ...this.#values.fields(fields) }),
      close: () => this.#close(),
      [Symbol.asyncDispose]: () => this.#close(),
    }
  }

  #log(level: LogLevel, message: unknown, bound: PlainObject, fields: LogFields = {}): void {
    if (LEVELS[level] > LEVELS[this.#settings.level] || this.#closing) return
    this.#winston.log(
      toInfo({
        time: new Date(this.#settings.clock.now()).toISOString(),
        level,
        message: this.#values.text(message),
        fields: { ...bound, ...this.#values.fields(fields) },
      }),
    )
  }

  #close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  async #drain(): Promise<void> {
    // Our transports take a line at once, so no line is still inside winston.
    this.#winston.close()
    await this.#file?.close()
  }

  #openFile(file: NonNullable<ResolvedLoggerSettings['file']>): RotatingFile {
    const { path } = file
    return new RotatingFile({
      ...file,
      onFailure: (error) => {
        this.#complain('error', texts.fileFailed({ path, reason: error.message }))
      },
      onRecovery: (lost) => this.#complain('warn', texts.fileRecovered({ path, lost })),
    })
  }

  /** What is wrong with the logging itself goes to the console, past winston and whatever is wrong with it. */
  #complain(level: LogLevel, message: Text): void {
    const text = renderText(message, this.#settings.language)
    const time = new Date(this.#settings.clock.now()).toISOString()
    this.#print(textLine({ time, level, message: text, fields: { logger: 'logging' } }))
  }

  #print(line: string): void {
    const { stream } = this.#settings
    if (stream) stream.write(`${line}\n`)
    else this.#toStandardError(line)
  }
}

/** winston's stream transport wants a stream; ours takes a line and is done, so nothing ever waits inside winston. */
function toTransport(take: (line: string) => void) {
  const stream = new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      take(line)
      done()
    },
  })
  return new transports.Stream({ stream, eol: '' })
}
