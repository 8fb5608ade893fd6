import type { AnyTask } from '@arq/core'
import { secretNames } from '@arq/core/internal'
import { type JsonSchema, type OverrideSchemaContext, toJsonSchema } from '@valibot/to-json-schema'

const isSecret = secretNames([])

/** Valibot's part of a schema, as far as it is looked at here. */
type Part = OverrideSchemaContext['valibotSchema']

/**
 * What a task takes, as JSON Schema: of its `input`, else the names of its `params`. Pure, but for the functions of the
 * schema that give defaults.
 * @returns `null` where nothing is known of its arguments
 */
export function argumentsSchema(task: AnyTask): JsonSchema | null {
  const { input, params } = task
  if (input) return schemaOfInput(input)
  return params ? schemaOfParams(params, task.run.length - 1) : null
}

function schemaOfInput(input: NonNullable<AnyTask['input']>): JsonSchema | null {
  try {
    return toJsonSchema(input, {
      typeMode: 'input',
      target: 'draft-2020-12',
      // What JSON Schema cannot say becomes `{}`: anything. The task itself checks what it is given.
      errorMode: 'ignore',
      overrideSchema: ({ valibotSchema, jsonSchema }) => amended(valibotSchema, jsonSchema),
      // Its texts have no seconds and no offset, which `date-time` asks for.
      overrideAction: ({ valibotAction, jsonSchema }) =>
        valibotAction.type === 'iso_date_time' ? without(jsonSchema, 'format') : undefined,
    })
  } catch {
    // A default or a lazy part of it threw. Its arguments can still be written as JSON.
    return null
  }
}

/** @param required those that have no default of their own; fewer than none where the function is in another thread */
function schemaOfParams(params: readonly string[], required: number): JsonSchema {
  return {
    type: 'array',
    prefixItems: params.map((title) => ({ title })),
    minItems: Math.min(Math.max(required, 0), params.length),
  }
}

function amended(part: Part, schema: JsonSchema): JsonSchema | undefined {
  switch (part.type) {
    case 'union':
      return isMoment(part) ? { type: 'string', format: 'date-time' } : undefined
    case 'tuple':
    case 'loose_tuple':
    case 'strict_tuple':
    case 'tuple_with_rest':
      return { ...schema, minItems: leastItems(part) }
    case 'object':
    case 'loose_object':
    case 'strict_object':
    case 'object_with_rest':
      return { ...schema, properties: withoutSecrets(schema.properties ?? {}) }
    case 'optional':
    case 'exact_optional':
    case 'undefinedable':
    case 'nullable':
    case 'nullish':
      return isFixed(Reflect.get(part, 'default')) ? undefined : without(schema, 'default')
    default:
      return undefined
  }
}

/** A `Date` or a text, as `isoDate()` takes it: over JSON it is the text. */
function isMoment(part: Part): boolean {
  const types = partsOf(part, 'options').map(({ type }) => type)
  return types.length === 2 && types.includes('date') && types.includes('string')
}

/** Up to the last one that cannot be left out. */
function leastItems(part: Part): number {
  const isOptional = ({ type }: Part): boolean => ['optional', 'nullish'].includes(type)
  return partsOf(part, 'items').findLastIndex((item) => !isOptional(item)) + 1
}

function partsOf(part: Part, key: 'options' | 'items'): readonly Part[] {
  const parts: unknown = Reflect.get(part, key)
  // Valibot's own lists of schemas.
  return Array.isArray(parts) ? (parts as Part[]) : []
}

/** A value, and one that JSON carries: a function gives another one each time, and a `Date` comes back as a text. */
function isFixed(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'bigint' && !(value instanceof Date)
}

/** A default that stands in a field would be shown to whoever may look. */
function withoutSecrets(
  properties: NonNullable<JsonSchema['properties']>,
): NonNullable<JsonSchema['properties']> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isSecret(name) && typeof schema === 'object' ? without(schema, 'default') : schema,
    ]),
  )
}

function without(schema: JsonSchema, key: keyof JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key))
}
