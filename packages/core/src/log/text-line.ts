import type { LogLine } from './log-line.js'
import type { Plain } from './plain.js'
import { isPlainError, plainErrorText } from './plain-error.js'

/** Names of the line itself in JSON; a field of the same name steps aside. */
const OWN_NAMES = ['time', 'level', 'message']

/** `2026-11-22T01:35:00.675Z INFO  [worker] job done job_id=42` */
export function textLine({ time, level, message, fields }: LogLine): string {
  const { logger, ...rest } = fields
  const name = typeof logger === 'string' ? `[${onOneLine(logger)}] ` : ''
  return `${time} ${level.toUpperCase().padEnd(5)} ${name}${lineBody({ message, fields: rest })}`
}

/** `job done job_id=42`: for a log that has its own time, level and name before it. */
export function lineBody({ message, fields }: Pick<LogLine, 'message' | 'fields'>): string {
  const values = Object.entries(fields).map(
    ([key, value]) => ` ${textName(key)}=${textValue(value)}`,
  )
  return `${onOneLine(message)}${values.join('')}`
}

/** One JSON object; fields stand beside `time`, `level` and `message`. */
export function jsonLine({ time, level, message, fields }: LogLine): string {
  return JSON.stringify({ time, level, message, ...besideOwnNames(fields, OWN_NAMES) })
}

/** Fields whose names are taken get an underscore: `level` becomes `level_`. */
export function besideOwnNames(
  fields: LogLine['fields'],
  taken: readonly string[],
): Record<string, Plain> {
  const entries = Object.entries(fields)
  return Object.fromEntries(
    entries.map(([key, value]) => [taken.includes(key) ? `${key}_` : key, value]),
  )
}

function textValue(value: Plain): string {
  if (typeof value === 'string') return quoteWhereNeeded(value)
  if (isPlainError(value)) return quoteWhereNeeded(plainErrorText(value))
  return onOneLine(JSON.stringify(value))
}

const quoteWhereNeeded = (text: string): string =>
  text === '' || /[\s"=]|\p{C}/u.test(text) ? onOneLine(JSON.stringify(text)) : text

const textName = (key: string): string => (/[\s"=]|\p{C}/u.test(key) ? JSON.stringify(key) : key)

/** Line breaks would make two lines of one, and escape sequences would reach the reader's terminal. */
const onOneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\n'
      ? String.raw`\n`
      : String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )
