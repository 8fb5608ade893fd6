import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import {
  type Clock,
  ConfigurationError,
  countSchema,
  type Language,
  type LogLevel,
  type LogLine,
  parseSettings,
  portSchema,
  type SettingMetadata,
  systemClock,
  toError,
} from '@arq/core'
import { mustBe, portTexts, said } from '@arq/core/internal'
import * as v from 'valibot'
import type { Logform } from 'winston'

import { logLevelSchema, parseLogLevel } from './log-level.js'
import { texts } from './texts.js'

/** A layout of the caller's own: the line's text without its end. */
export type LineFormat = (line: LogLine) => string

const SUBJECT = 'Logger settings'

const isFormat = (value: unknown): boolean =>
  value === 'text' ||
  value === 'json' ||
  typeof value === 'function' ||
  (typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'transform') === 'function')

const fileSchema = v.strictObject({
  path: v.pipe(
    v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty)),
    v.description(
      'The file. Missing folders are made. Rotated files stand beside it as .1, .2 and so on.',
    ),
  ),
  maxSizeBytes: v.pipe(
    v.optional(countSchema(1), 10 * 1024 * 1024),
    v.description('The file is rotated before it grows larger than this.'),
    v.metadata({ unit: 'bytes' } satisfies SettingMetadata),
  ),
  maxFiles: v.pipe(
    v.optional(countSchema(1), 5),
    v.description(
      'Files that are kept, the current one included. The oldest one beyond that is deleted.',
    ),
    v.metadata({ unit: 'files' } satisfies SettingMetadata),
  ),
})

/** Every setting of `createLogger`: its type, default, check and documentation. */
export const loggerSettingsSchema = v.strictObject({
  level: v.pipe(
    v.optional(logLevelSchema, 'info'),
    v.description(
      'Lines below this level are not written: debug, info, warn, error, fatal (or critical).',
    ),
    v.metadata({ env: 'ARQ_LOG_LEVEL' } satisfies SettingMetadata),
  ),
  format: v.pipe(
    v.optional(
      v.custom<'text' | 'json' | LineFormat | Logform.Format>(isFormat, said(texts.mustBeFormat())),
      'text',
    ),
    v.description(
      'How a line looks. When a function or format of yours throws, the line is written as JSON.',
    ),
  ),
  console: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description('Whether lines go to standard error.'),
  ),
  file: v.pipe(
    v.optional(fileSchema),
    v.description(
      'A file that lines go to, too. While it cannot be written, its lines are lost and the program goes on.',
    ),
  ),
  redact: v.pipe(
    v.optional(v.array(v.string(mustBe.text), said(texts.mustBeNames())), []),
    v.description(
      'Names of further fields whose values are written as `[redacted]`, beside password, token, secret and others.',
    ),
  ),
  language: v.pipe(
    v.optional(v.picklist(['en', 'zh-CN'], mustBe.oneOf('en', 'zh-CN')), 'en'),
    v.description(
      'Language of the lines that arq itself writes, and of the messages of its errors.',
    ),
  ),
  stream: v.pipe(
    v.optional(portSchema<{ write(text: string): unknown }>(texts.aStream(), 'write')),
    v.description('Takes the lines of the console in place of standard error.'),
  ),
  clock: v.pipe(
    v.optional(portSchema<Pick<Clock, 'now'>>(portTexts.aClock(), 'now'), () => systemClock),
    v.description('Where the time of a line comes from. Tests replace it.'),
  ),
})

/** What users write. */
export type LoggerSettings = v.InferInput<typeof loggerSettingsSchema>

/** What the code reads. */
export type ResolvedLoggerSettings = Omit<v.InferOutput<typeof loggerSettingsSchema>, 'level'> & {
  readonly level: LogLevel
  readonly language: Language
}

/** @throws {@link ConfigurationError} naming each wrong key, and a log file that cannot be opened */
export function resolveLoggerSettings(input: LoggerSettings): ResolvedLoggerSettings {
  const settings = parseSettings(SUBJECT, loggerSettingsSchema, input)
  const level = parseLogLevel(settings.level)
  if (level === undefined) throw new ConfigurationError(SUBJECT, [{ path: 'level', message: '' }])
  if (!settings.file) return { ...settings, level }
  const path = resolve(settings.file.path)
  proveWritable(path)
  return { ...settings, level, file: { ...settings.file, path } }
}

/** A wrong path is told at once; what goes wrong with a right one later must not stop the program. */
function proveWritable(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    closeSync(openSync(path, 'a'))
  } catch (error) {
    const text = texts.fileNotWritable({ reason: toError(error).message })
    throw new ConfigurationError(SUBJECT, [{ path: 'file.path', text }], error)
  }
}
