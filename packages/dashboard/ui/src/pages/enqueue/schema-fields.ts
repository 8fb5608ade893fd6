import { jsonText } from '../../parts/json-text.js'
import {
  type Bounds,
  boundsOf,
  choicesOf,
  isSchema,
  listOf,
  type Schema,
  withoutNull,
} from './json-schema.js'

/** One input of a form, or a group of them, made from a JSON Schema. */
export interface SchemaField {
  /** Where its value stands in the object or the list around it. */
  readonly key: string
  /** What it is called on the page. */
  readonly name: string
  readonly kind: FieldKind
  readonly isRequired: boolean
  readonly isNullable: boolean
  readonly hint: string | undefined
  readonly bounds: Bounds
  /** Of a `choice`. */
  readonly choices: readonly unknown[]
  /** Of an `object`. */
  readonly fields: readonly SchemaField[]
  /** Of a `list`: each of its items. */
  readonly item: SchemaField | undefined
  /** Its value at first; `undefined`: none. */
  readonly initial: unknown
}

/** `day` and `moment` are texts, as JSON has no dates. `json`: whatever the schema says, it is written by hand. */
type FieldKind =
  'text' | 'day' | 'moment' | 'number' | 'whole' | 'yesNo' | 'choice' | 'object' | 'list' | 'json'

/** The inputs for the arguments of a task. */
export interface SchemaForm {
  /** `named`: an object of arguments; `positional`: a list of them. */
  readonly shape: 'named' | 'positional'
  readonly fields: readonly SchemaField[]
}

// Deeper than somebody fills in, and an end for a schema that goes on for ever.
const DEEPEST = 5

/** The form of a schema; `undefined` where it is no object and no list of known length: JSON is written then. */
export function formOfSchema(schema: Schema): SchemaForm | undefined {
  const properties = schema['properties']
  if (isSchema(properties)) return { shape: 'named', fields: fieldsOf(schema, properties, 1) }
  const parts = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : schema['items']
  if (!Array.isArray(parts)) return undefined
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : parts.length
  const fields = parts.map((part: unknown, index) => {
    const title = isSchema(part) && typeof part['title'] === 'string' ? part['title'] : undefined
    const names = { key: String(index), name: title ?? String(index + 1) }
    return fieldOf({ ...names, part, isRequired: index < least, depth: 1 })
  })
  return { shape: 'positional', fields }
}

function fieldsOf(schema: Schema, properties: Schema, depth: number): readonly SchemaField[] {
  const required = listOf(schema['required'])
  return Object.entries(properties).map(([key, part]) =>
    fieldOf({ key, name: key, part, isRequired: required.includes(key), depth }),
  )
}

interface Part {
  readonly key: string
  readonly name: string
  readonly part: unknown
  readonly isRequired: boolean
  readonly depth: number
}

function fieldOf({ key, name, part, isRequired, depth }: Part): SchemaField {
  const { schema, isNullable } = withoutNull(isSchema(part) ? part : {})
  const choices = choicesOf(schema)
  const kind = choices.length > 0 ? 'choice' : kindOf(schema, depth)
  const bounds = boundsOf(schema)
  return {
    ...{ key, name, kind, isRequired, isNullable, choices, bounds },
    hint: typeof schema['description'] === 'string' ? schema['description'] : undefined,
    fields: kind === 'object' ? fieldsOf(schema, propertiesOf(schema), depth + 1) : [],
    item: kind === 'list' ? itemOf(schema, depth) : undefined,
    initial: schema['default'],
  }
}

const itemOf = (schema: Schema, depth: number): SchemaField =>
  fieldOf({ key: '', name: '', part: schema['items'], isRequired: true, depth: depth + 1 })

function kindOf(schema: Schema, depth: number): FieldKind {
  const isDeep = depth > DEEPEST
  switch (schema['type']) {
    case 'string':
      return kindOfText(schema['format'])
    case 'number':
      return 'number'
    case 'integer':
      return 'whole'
    case 'boolean':
      return 'yesNo'
    case 'object':
      // With a rest that has names of its own it is no form any more.
      return isDeep || !isSchema(schema['properties']) || isSchema(schema['additionalProperties'])
        ? 'json'
        : 'object'
    case 'array':
      return isDeep || !isSchema(schema['items']) || 'prefixItems' in schema ? 'json' : 'list'
    default:
      return 'json'
  }
}

function kindOfText(format: unknown): FieldKind {
  if (format === 'date') return 'day'
  return format === 'date-time' ? 'moment' : 'text'
}

const propertiesOf = (schema: Schema): Schema => {
  const properties = schema['properties']
  return isSchema(properties) ? properties : {}
}

/** A value as it stands in an input: a text as it is, anything else as JSON. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value)
}
