import { renderText, type SettingIssue, type Text } from '@arq/core'
import { kindText, nearestName, settingProblems } from '@arq/core/internal'
import * as v from 'valibot'

import { readSettingText } from '../setting-text.js'
import { camelCase, CONFIG_KEYS, type ConfigKey, isOnlyInCode, SECTIONS } from './config-key.js'
import { configTexts } from './texts.js'

/** A setting that the configuration file says. */
interface ConfigValue {
  readonly value: unknown
  /** As the file names it: `worker.max_retries`. */
  readonly path: string
}

/** A configuration file that was found. */
export interface ConfigFile {
  /** As a person in the folder would type it. */
  readonly name: string
  /** By the key of the setting. */
  readonly values: ReadonlyMap<string, ConfigValue>
}

/** What the contents of a configuration file mean. */
export interface ReadConfig {
  /** By the key of the setting. */
  readonly values: ReadonlyMap<string, ConfigValue>
  readonly issues: readonly ConfigIssue[]
}

export interface ConfigIssue extends SettingIssue {
  readonly text: Text
  readonly value: unknown
  /** The setting that the key says, where it is known. */
  readonly setting: string | undefined
}

type Section = Readonly<Record<string, unknown>>

/** Reads the contents of a configuration file. Pure; it finds every problem, and reads what is right. */
export function readConfig(contents: unknown): ReadConfig {
  const values = new Map<string, ConfigValue>()
  const issues: ConfigIssue[] = []
  // An empty file, or a section with nothing under it.
  const sections = objectAt('', contents ?? {}, issues)
  for (const [name, section] of Object.entries(sections)) {
    if (isSection(name)) readSection(name, objectAt(name, section ?? {}, issues), values, issues)
    else issues.push(issueOf({ path: name, value: section, text: unknownKey(name, SECTIONS) }))
  }
  return { values, issues }
}

function readSection(
  section: (typeof SECTIONS)[number],
  contents: Section,
  values: Map<string, ConfigValue>,
  issues: ConfigIssue[],
): void {
  const keys = CONFIG_KEYS.filter((key) => key.section === section)
  const transport: Record<string, unknown> = {}
  for (const [name, value] of flattened(contents, keys)) {
    const path = `${section}.${name}`
    const key = keys.find((one) => camelCase(one.name) === camelCase(name))
    if (!key && section === 'rabbitmq') {
      // Checked by the transport, whose settings these are.
      transport[camelCase(name)] = value
    } else if (!key) {
      const known = keys.map((one) => one.name)
      const text = isOnlyInCode(name) ? configTexts.onlyInCode() : unknownKey(name, known)
      issues.push(issueOf({ path, value, text }))
    } else {
      const other = values.get(settingOf(key))
      if (other) {
        const text = configTexts.givenTwice({ other: other.path })
        issues.push(issueOf({ path, value, text, setting: key.setting }))
      } else readValue(key, { path, value }, values, issues)
    }
  }
  if (Object.keys(transport).length > 0)
    values.set('transport', { value: transport, path: section })
}

/** Queues have two settings, of which a worker takes one. */
const settingOf = ({ setting }: ConfigKey): string => (setting === 'queues' ? 'queueName' : setting)

function readValue(
  key: ConfigKey,
  { path, value }: ConfigValue,
  values: Map<string, ConfigValue>,
  issues: ConfigIssue[],
): void {
  const given = key.setting === 'queues' ? withNames(value) : value
  // The same reading as a variable's: a number in quotes is a number.
  if (typeof given === 'string') {
    const read = readSettingText(key.schema, given)
    if ('value' in read) values.set(settingOf(key), { value: read.value, path })
    else issues.push(issueOf({ path, value, text: read.problem, setting: key.setting }))
    return
  }
  const result = v.safeParse(key.schema, key.setting === 'rabbitmqUrl' ? firstOf(given) : given)
  if (result.success) {
    // As it was written: defaults and the rest are the worker's to fill in.
    values.set(settingOf(key), { value: given, path })
    return
  }
  for (const problem of settingProblems(
    key.schema,
    key.setting === 'rabbitmqUrl' ? firstOf(given) : given,
  )) {
    const where = problem.path === '' ? path : `${path}.${problem.path}`
    issues.push(issueOf({ path: where, value, text: problem.text, setting: key.setting }))
  }
}

/** The Python library's file says names where ours says objects, and either will do. */
function withNames(queues: unknown): unknown {
  if (!Array.isArray(queues)) return queues
  return queues.map((queue: unknown) => (typeof queue === 'string' ? { name: queue } : queue))
}

/** The nodes of a cluster. */
const firstOf = (value: unknown): unknown => (Array.isArray(value) ? (value[0] as unknown) : value)

/** Subsections by dotted names; other objects are values. */
function flattened(contents: Section, keys: readonly ConfigKey[]): [string, unknown][] {
  const isSubsection = (name: string): boolean =>
    keys.some((key) => camelCase(key.name).startsWith(`${camelCase(name)}.`))
  return Object.entries(contents).flatMap(([name, value]): [string, unknown][] =>
    isSubsection(name) && isObject(value)
      ? Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one])
      : [[name, value]],
  )
}

function objectAt(path: string, value: unknown, issues: ConfigIssue[]): Section {
  if (isObject(value)) return { ...value }
  issues.push(issueOf({ path, value, text: configTexts.notAnObject({ got: kindText(value) }) }))
  return {}
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSection = (name: string): name is (typeof SECTIONS)[number] =>
  SECTIONS.some((section) => section === name)

function unknownKey(name: string, known: readonly string[]): Text {
  const meant = nearestName(name, known)
  return meant === undefined
    ? configTexts.unknownKey({ known: known.join(', ') })
    : configTexts.unknownKeyMeant({ meant })
}

interface Found {
  readonly path: string
  readonly value: unknown
  readonly text: Text
  readonly setting?: string
}

function issueOf({ path, value, text, setting }: Found): ConfigIssue {
  return { path, value, text, message: renderText(text), setting }
}
