import * as v from 'valibot'

import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import { mustBe, said } from '../rules/must-be.js'
import { queueNameSchema } from '../rules/queue-name.js'
import { follows } from '../rules/rule.js'
import { taskNameRule } from '../rules/task-name.js'
import {
  countSchema,
  durationSchema,
  functionSchema,
  functionsSchema,
  lifetimeSchema,
  parseSettings,
} from '../settings/settings.js'
import { taskUniqueSchema } from '../unique/unique-options.js'
import { uniqueTexts } from '../unique/unique-texts.js'
import type { Around } from './job-context.js'
import { keyConcurrencySchema } from './key-concurrency.js'
import { keyRateSchema } from './key-rate.js'
import type { AnyTask, InputSchema, TaskPolicy } from './task.js'
import { taskTexts } from './task-texts.js'

const isValibotSchema = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'schema'

/** How the arguments of an input schema are given: by name, or by position. */
export type InputShape = 'object' | 'tuple'

/** `undefined` for a schema whose value is neither an object nor a tuple: no argument list could be made of it. */
export function inputShape(schema: object): InputShape | undefined {
  const type: unknown = Reflect.get(schema, 'type')
  if (typeof type !== 'string') return undefined
  if (/^(?:loose_|strict_)?object(?:_with_rest)?$/.test(type)) return 'object'
  return /^(?:(?:loose_|strict_)?tuple(?:_with_rest)?|array)$/.test(type) ? 'tuple' : undefined
}

const nameSchema = v.pipe(
  v.string(mustBe.text),
  follows((name: string) => (name === '' ? taskTexts.taskUnnamed() : taskNameRule(name))),
)

const policyEntries = {
  params: v.optional(v.array(v.string())),
  input: v.optional(
    v.custom<InputSchema>(
      (value) => isValibotSchema(value) && inputShape(value) !== undefined,
      said(taskTexts.mustBeArgumentsSchema()),
    ),
  ),
  output: v.optional(v.custom<v.GenericSchema>(isValibotSchema, said(taskTexts.mustBeSchema()))),
  queueName: v.optional(queueNameSchema),
  timeout: v.optional(durationSchema),
  maxRetries: v.optional(countSchema(0)),
  retryBackoff: v.optional(durationSchema),
  retryOn: v.optional(v.picklist(['transient', 'all'], mustBe.oneOf('transient', 'all'))),
  retryIf: v.optional(functionSchema<NonNullable<TaskPolicy['retryIf']>>()),
  around: v.optional(functionsSchema<Around<object>>()),
  keepResult: v.optional(lifetimeSchema),
  streams: v.optional(v.boolean(mustBe.flag)),
  concurrency: v.optional(keyConcurrencySchema),
  rate: v.optional(keyRateSchema),
  unique: v.optional(taskUniqueSchema),
}

const taskDefinitionSchema = v.strictObject({
  name: nameSchema,
  run: functionSchema<AnyTask['run']>(),
  ...policyEntries,
})

const isFileUrl = (value: unknown): value is URL =>
  value instanceof URL && value.protocol === 'file:'

const fileTaskSchema = v.strictObject({
  name: nameSchema,
  file: v.custom<URL>(isFileUrl, said(taskTexts.mustBeFileUrl())),
  export: v.optional(v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty))),
  ...policyEntries,
})

/** @throws ConfigurationError naming the key that is wrong in a task's definition */
export function readTaskDefinition(definition: object): AnyTask {
  const name: unknown = Reflect.get(definition, 'name')
  const subject = typeof name === 'string' && name !== '' ? `task ${name}` : 'task'
  const parsed = Object.hasOwn(definition, 'file')
    ? parseSettings(subject, fileTaskSchema, definition)
    : parseSettings(subject, taskDefinitionSchema, definition)
  refuseTwoNames(subject, parsed)
  if (parsed.unique && (parsed.concurrency ?? parsed.rate)) {
    const text = uniqueTexts.uniqueBesideLimit({ task: parsed.name })
    throw new ConfigurationError(subject, [{ path: 'unique', text }])
  }
  const run = 'file' in parsed ? { run: () => runsInThread(parsed.name) } : {}
  // valibot types an absent optional key as possibly undefined; it leaves absent keys absent.
  return { ...parsed, ...run } as AnyTask
}

interface NamesOfLimits {
  readonly name: string
  readonly concurrency?: { readonly name?: string | undefined } | undefined
  readonly rate?: { readonly name?: string | undefined } | undefined
}

/** @throws ConfigurationError when rate and concurrency are to count apart */
function refuseTwoNames(subject: string, { name, concurrency, rate }: NamesOfLimits): void {
  const shared = concurrency === undefined ? undefined : (concurrency.name ?? name)
  if (shared === undefined || rate?.name === undefined || rate.name === shared) return
  const text = taskTexts.rateNameDiffers({ name: shared })
  throw new ConfigurationError(subject, [{ path: 'rate.name', text }])
}

/** Only a worker with threads can run it. */
function runsInThread(name: string): never {
  throw new UnsupportedError(taskTexts.runsInThread({ name }), { task: name })
}
