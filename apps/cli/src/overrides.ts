import { ConfigurationError, renderText } from '@arq/core'

import { CLI_SETTINGS, type CliSetting } from './cli-settings.js'
import type { Program } from './program.js'
import { readSettingText } from './setting-text.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/** A value that wins over the settings module's. */
export interface Override {
  readonly value: unknown
  /** As a person would look for it: `--queue`, `ARQ_QUEUE_NAME`, `arq.config.yaml: worker.queues`. */
  readonly source: string
  readonly from: 'flag' | 'variable' | 'file'
}

/** By the key of the setting. */
export type Overrides = ReadonlyMap<string, Override>

/** What the argument parser found, by flag or command argument: text, what was repeated as a list, switches. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** The queues that were named; `undefined` when none was. */
export function overriddenQueues(overrides: Overrides): readonly string[] | undefined {
  const value = overrides.get('queueName')?.value
  const queues: readonly unknown[] = Array.isArray(value) ? value : [value]
  const names = queues.map((queue): unknown =>
    typeof queue === 'object' && queue !== null ? Reflect.get(queue, 'name') : queue,
  )
  return value === undefined ? undefined : names.map(String)
}

/**
 * What flags, environment and configuration file say: each wins over the next, and only what was given is in it.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the flag or the variable
 */
export function readOverrides(flags: GivenFlags, program: Program): Overrides {
  const { overrides, problems } = lookUpOverrides(flags, program)
  if (problems[0]) throw problems[0].error
  return overrides
}

/** A flag or a variable whose value its setting does not take. */
export interface OverrideProblem {
  readonly setting: CliSetting
  readonly error: ConfigurationError
  readonly given: unknown
}

/** As {@link readOverrides}, with every wrong value as part of the answer. */
export function lookUpOverrides(
  flags: GivenFlags,
  program: Program,
): { readonly overrides: Overrides; readonly problems: readonly OverrideProblem[] } {
  const problems: OverrideProblem[] = []
  const found = CLI_SETTINGS.flatMap((setting): [string, Override][] => {
    try {
      const override = fromFlag(setting, flags, program) ?? fromEnvironment(setting, program)
      return override ? [[setting.key, override]] : []
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      const given = flags[setting.flag] ?? program.environment[setting.variable]
      problems.push({ setting, error, given })
      return []
    }
  })
  return { overrides: new Map([...fromConfigFile(program), ...found]), problems }
}

function fromConfigFile({ config }: Program): [string, Override][] {
  if (!config) return []
  return [...config.values].map(([key, { value, path }]) => {
    return [key, { value, source: `${config.name}: ${path}`, from: 'file' }]
  })
}

function fromFlag(setting: CliSetting, flags: GivenFlags, program: Program): Override | undefined {
  const given = flags[setting.flag]
  const source = `--${setting.flag}`
  if (typeof given === 'string') {
    return { value: readText(setting, given, source, program), source, from: 'flag' }
  }
  if (typeof given === 'boolean') return { value: given, source, from: 'flag' }
  if (!Array.isArray(given)) return undefined
  if (setting.key !== 'queueName') throw usageError(program, source, texts.givenTwice())
  const value = given.map((name) => readText(setting, String(name), source, program))
  return { value, source, from: 'flag' }
}

function fromEnvironment(setting: CliSetting, program: Program): Override | undefined {
  const source = setting.variable
  const text = program.environment[source]
  // Set to nothing is the usual way to unset a variable in a service's file.
  if (text === undefined || text === '') return undefined
  return { value: readText(setting, text, source, program), source, from: 'variable' }
}

function readText(setting: CliSetting, text: string, source: string, program: Program): unknown {
  const read = readSettingText(setting.schema, text)
  if ('value' in read) return read.value
  // A URL may hold a password.
  const value = /url$/i.test(setting.key) ? '…' : JSON.stringify(text)
  const problem = texts.wrongValue({ value, problem: read.problem })
  throw new ConfigurationError(source, [
    { path: '', message: renderText(problem, program.language) },
  ])
}
