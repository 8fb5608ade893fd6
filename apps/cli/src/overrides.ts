import { ConfigurationError } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { CLI_SETTINGS, type CliSetting } from './cli-settings.js'
import { messages } from './messages.js'
import type { Program } from './program.js'
import { readSettingText } from './setting-text.js'
import { usageError } from './usage-error.js'

/** A value that wins over the settings module's. */
export interface Override {
  readonly value: unknown
  /** As a person would look for it: `--queue`, `ARQ_QUEUE_NAME`. */
  readonly source: string
  readonly isFlag: boolean
}

/** By the key of the setting. */
export type Overrides = ReadonlyMap<string, Override>

/** What the argument parser found, by flag or command argument: text, what was repeated as a list, switches. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** The value of an override as text; `undefined` when there is none. */
export function overriddenText(overrides: Overrides, key: string): string | undefined {
  const value = overrides.get(key)?.value
  return typeof value === 'string' ? value : undefined
}

/**
 * What flags and environment say: a flag wins over a variable, and only what was given is in it.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the flag or the variable
 */
export function readOverrides(flags: GivenFlags, program: Program): Overrides {
  const found = CLI_SETTINGS.flatMap((setting): [string, Override][] => {
    const override = fromFlag(setting, flags, program) ?? fromEnvironment(setting, program)
    return override ? [[setting.key, override]] : []
  })
  return new Map(found)
}

function fromFlag(setting: CliSetting, flags: GivenFlags, program: Program): Override | undefined {
  const given = flags[setting.flag]
  const source = `--${setting.flag}`
  if (typeof given === 'string') {
    return { value: readText(setting, given, source, program), source, isFlag: true }
  }
  if (!Array.isArray(given)) return undefined
  if (setting.key !== 'queueName') throw usageError(program, source, messages.givenTwice())
  const value = given.map((name) => readText(setting, String(name), source, program))
  return { value, source, isFlag: true }
}

function fromEnvironment(setting: CliSetting, program: Program): Override | undefined {
  const source = setting.variable
  const text = program.environment[source]
  // Set to nothing is the usual way to unset a variable in a service's file.
  if (text === undefined || text === '') return undefined
  return { value: readText(setting, text, source, program), source, isFlag: false }
}

function readText(setting: CliSetting, text: string, source: string, program: Program): unknown {
  const read = readSettingText(setting.schema, text)
  if ('value' in read) return read.value
  // A URL may hold a password.
  const value = /url$/i.test(setting.key) ? '…' : JSON.stringify(text)
  const problem = messages.wrongValue({ value, problem: read.problem })
  throw new ConfigurationError(source, [
    { path: '', message: renderMessage(problem, program.language) },
  ])
}
