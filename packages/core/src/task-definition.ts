import * as v from 'valibot'

import { countSchema, durationSchema, functionSchema, parseSettings } from './settings.js'
import type { AnyTask, InputSchema, TaskPolicy } from './task.js'

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
  v.string('must be a text'),
  v.nonEmpty('must not be empty: name the function, or use task(name, function)'),
)

const TaskDefinitionSchema = v.strictObject({
  name: nameSchema,
  run: functionSchema<AnyTask['run']>(),
  params: v.optional(v.array(v.string())),
  input: v.optional(
    v.custom<InputSchema>(
      (value) => isValibotSchema(value) && inputShape(value) !== undefined,
      'must be a valibot schema of an object or a tuple',
    ),
  ),
  output: v.optional(v.custom<v.GenericSchema>(isValibotSchema, 'must be a valibot schema')),
  queueName: v.optional(nameSchema),
  timeout: v.optional(durationSchema),
  maxRetries: v.optional(countSchema(0)),
  retryBackoff: v.optional(durationSchema),
  retryOn: v.optional(v.picklist(['transient', 'all'])),
  retryIf: v.optional(functionSchema<NonNullable<TaskPolicy['retryIf']>>()),
  keepResult: v.optional(v.union([v.literal('forever'), durationSchema])),
})

/** @throws ConfigurationError naming the key that is wrong in a task's definition */
export function readTaskDefinition(definition: object): AnyTask {
  const name: unknown = Reflect.get(definition, 'name')
  const subject = typeof name === 'string' && name !== '' ? `task ${name}` : 'task'
  // valibot types an absent optional key as possibly undefined; it leaves absent keys absent.
  return parseSettings(subject, TaskDefinitionSchema, definition) as AnyTask
}
