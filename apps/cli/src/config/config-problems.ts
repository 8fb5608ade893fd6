import {
  ConfigurationError,
  localizedMessage,
  parseSettings,
  renderText,
  type ResultStore,
  type SettingIssue,
  type Transport,
} from '@arq/core'
import { type RunnableSettings, Worker, workerSettingsSchema } from '@arq/worker'

import { packagesOf } from '../load-package.js'
import { loadSettings } from '../load-settings.js'
import { mergeSettings } from '../merge-settings.js'
import { type GivenFlags, lookUpOverrides, type Overrides } from '../overrides.js'
import type { Program } from '../program.js'
import { reachStore } from '../reach-store.js'
import type { GivenSettings } from '../settings-shape.js'
import { createWiring } from '../wiring.js'
import { workerOverrides } from '../worker-flags.js'
import { type PartOptions, resultStoreOf, transportOf } from '../worker-parts.js'
import { lookUpConfigFile } from './config-file.js'
import { meaningOf } from './meanings.js'

/** A person waits for it. */
const CONNECT_TIMEOUT_MS = 10_000

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** The file, flag, variable or module, as a person would look for it. */
  readonly place: string
  /** Dotted, inside the place; empty where the place says it all. */
  readonly path: string
  /** `undefined`: none is known. */
  readonly value: unknown
  readonly message: string
  /** What the setting is for. */
  readonly meaning: string | undefined
}

/** What was found, and the servers to try. */
export interface CheckedConfig {
  readonly problems: readonly ConfigProblem[]
  /** What was read: file and module. */
  readonly places: readonly string[]
  readonly transport: Transport | undefined
  readonly resultStore: ResultStore | undefined
  /** How long a server may take to answer; `undefined`: what its settings say. */
  readonly connectTimeoutMs: number | undefined
}

/** Reads all that says something about the configuration, and collects what is wrong. Connects to nothing. */
export async function checkConfig(flags: GivenFlags, program: Program): Promise<CheckedConfig> {
  const check = new ConfigCheck(program)
  const named = typeof flags['config'] === 'string' ? flags['config'] : undefined
  const config = await check.try(named ?? 'arq.config', async () => {
    const { file, issues } = await lookUpConfigFile(named, program)
    for (const { path, value, text, setting = '' } of issues) {
      const message = renderText(text, program.language)
      const meaning = meaningOf(setting, program.language)
      check.problems.push({ place: file?.name ?? '', path, value, message, meaning })
    }
    return file
  })
  const { overrides: found, problems } = lookUpOverrides(flags, { ...program, config })
  for (const { setting, error, given } of problems) {
    const { subject } = error.details as { readonly subject: string }
    const value = /url$/i.test(setting.key) ? undefined : given
    const message = error.issues.map((issue) => issueWords(issue, program)).join('; ')
    const meaning = meaningOf(setting.key, program.language)
    check.problems.push({ place: subject, path: '', value, message, meaning })
  }
  const overrides = workerOverrides(found, flags)
  const reference = typeof flags['worker-module'] === 'string' ? flags['worker-module'] : undefined
  const loaded =
    reference === undefined
      ? undefined
      : await check.try(reference, () => loadSettings(reference, program))
  const settings = loaded?.settings ?? {}
  const wiring = createWiring(packagesOf(loaded?.folder ?? program.folder))
  const options: PartOptions = { settings, overrides, wiring, program }
  const where = { overrides, reference }
  const transport = await check.try('transport', () => transportOf(options), where)
  const resultStore = await check.try('resultStore', () => resultStoreOf(options), where)
  if (loaded) checkWorker(check, { settings, where, transport, resultStore })
  return {
    problems: check.problems,
    places: [config?.name, loaded && reference].flatMap((place) => place ?? []),
    transport,
    resultStore,
    connectTimeoutMs: overrides.has('connectionTimeout') ? undefined : CONNECT_TIMEOUT_MS,
  }
}

interface Where {
  readonly overrides: Overrides
  /** Of the settings module. */
  readonly reference: string | undefined
}

interface WorkerParts {
  readonly settings: GivenSettings
  readonly where: Where
  readonly transport: Transport | undefined
  readonly resultStore: ResultStore | undefined
}

function checkWorker(
  check: ConfigCheck,
  { settings, where, transport, resultStore }: WorkerParts,
): void {
  const merged = { ...mergeSettings(settings, where.overrides), transport, resultStore }
  const before = check.problems.length
  check.trySync(merged, where, () => {
    // What is wrong with the transport has been told; a placeholder keeps it from being told twice.
    const placeholder = { acquire: nothing, publish: nothing, consume: nothing }
    const complete = { ...merged, transport: transport ?? placeholder }
    parseSettings('worker', workerSettingsSchema, complete)
  })
  if (!transport || check.problems.length > before) return
  // What only the worker itself can see: two tasks of one name, for example. It does nothing before it runs.
  // The schema has just taken it.
  const runnable = { ...merged, transport } as RunnableSettings<object>
  check.trySync(merged, where, () => new Worker(runnable))
}

const issueWords = ({ message, text }: SettingIssue, { language }: Program): string =>
  text ? renderText(text, language) : message

const nothing = (): undefined => undefined

class ConfigCheck {
  readonly problems: ConfigProblem[] = []
  readonly #program: Program

  constructor(program: Program) {
    this.#program = program
  }

  /** What the work gives; `undefined` when it fails, which is then a problem of this place. */
  async try<T>(place: string, work: () => Promise<T>, where?: Where): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#note(error, place, {}, where)
      return undefined
    }
  }

  trySync(input: GivenSettings, where: Where, work: () => unknown): void {
    try {
      work()
    } catch (error) {
      this.#note(error, where.reference ?? '', input, where)
    }
  }

  #note(error: unknown, place: string, input: GivenSettings, where: Where | undefined): void {
    if (!(error instanceof ConfigurationError)) {
      const message = localizedMessage(error, this.#program.language)
      this.problems.push({ place, path: '', value: undefined, message, meaning: undefined })
      return
    }
    const { subject } = error.details as { readonly subject: string }
    for (const { path, message, text } of error.issues) {
      const key = path.split('.')[0] ?? ''
      const source = where?.overrides.get(key)?.source ?? where?.overrides.get(place)?.source
      const said = issueWords({ path, message, text }, this.#program)
      const isPart = place === 'transport' || place === 'resultStore'
      const shown = source ?? (isPart || path === '' ? (where?.reference ?? subject) : place)
      // The configuration file has its settings of the transport in a section.
      const [file = '', section] = shown.split(': ')
      const isOfFile = isPart && section !== undefined
      this.problems.push({
        place: isOfFile ? file : shown,
        path: joined(isOfFile ? section : isPart ? place : '', path),
        value: valueAt(input, path),
        message: said,
        meaning: isPart ? undefined : meaningOf(key, this.#program.language),
      })
    }
  }
}

const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('.')

function valueAt(input: unknown, path: string): unknown {
  if (path === '') return undefined
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      input,
    )
}

/** Tries the servers, one after the other; what does not answer is a problem. */
export async function tryServers(
  { transport, resultStore, connectTimeoutMs }: CheckedConfig,
  program: Program,
): Promise<{ readonly answered: readonly string[]; readonly problems: readonly ConfigProblem[] }> {
  const check = new ConfigCheck(program)
  const answered: string[] = []
  for (const server of [transport, resultStore]) {
    if (!server) continue
    const what = server === transport ? 'transport' : 'resultStore'
    await check.try(what, async () => {
      try {
        if (server === transport) await server.connect({ timeoutMs: connectTimeoutMs })
        else if (resultStore) await reachStore(resultStore)
        answered.push(server === transport ? server.description : what)
      } finally {
        await server.close()
      }
    })
  }
  return { answered, problems: check.problems }
}
