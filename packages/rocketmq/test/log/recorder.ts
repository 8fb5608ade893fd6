import type { LogFields, Logger, LogLevel } from '../../src/index.js'
import type { Language } from '../../src/texts/text.js'

export interface Line {
  readonly level: LogLevel
  readonly message: string
  readonly fields: LogFields
}

/** A logger that keeps its lines, those of its children among them. */
export class Recorder implements Logger {
  readonly language: Language
  readonly lines: Line[]
  readonly #fields: LogFields

  constructor(language: Language = 'en', lines: Line[] = [], fields: LogFields = {}) {
    this.language = language
    this.lines = lines
    this.#fields = fields
  }

  get messages(): readonly string[] {
    return this.lines.map(({ message }) => message)
  }

  debug(message: string, fields?: LogFields): void {
    this.#keep('debug', message, fields)
  }

  info(message: string, fields?: LogFields): void {
    this.#keep('info', message, fields)
  }

  warn(message: string, fields?: LogFields): void {
    this.#keep('warn', message, fields)
  }

  error(message: string, fields?: LogFields): void {
    this.#keep('error', message, fields)
  }

  fatal(message: string, fields?: LogFields): void {
    this.#keep('fatal', message, fields)
  }

  child(fields: LogFields): Recorder {
    return new Recorder(this.language, this.lines, { ...this.#fields, ...fields })
  }

  #keep(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.lines.push({ level, message, fields: { ...this.#fields, ...fields } })
  }
}
