import { jsonText } from '../../parts/json-text.js'

/** One input of a form, made from a JSON Schema. */
export interface SchemaField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'whole' | 'yesNo' | 'choice' | 'json'
  readonly isRequired: boolean
  readonly hint: string | undefined
  /** Of a `choice`. */
  readonly choices: readonly unknown[]
  /** What stands in it at first, as text. */
  readonly initial: string | undefined
}

/** The inputs for the arguments of a task. */
export interface SchemaForm {
  /** `named`: an object of arguments; `positional`: a list of them. */
  readonly shape: 'named' | 'positional'
  readonly fields: readonly SchemaField[]
}

type Schema = Readonly<Record<string, unknown>>

/** The form of a schema; `undefined` where it is no object and no list of known length: JSON is written then. */
export function formOfSchema(schema: Schema): SchemaForm | undefined {
  const properties = schema['properties']
  if (isSchema(properties)) {
    const required = listOf(schema['required'])
    const fields = Object.entries(properties).map(([name, part]) =>
      fieldOf(name, part, required.includes(name)),
    )
    return { shape: 'named', fields }
  }
  const parts = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : schema['items']
  if (!Array.isArray(parts)) return undefined
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : parts.length
  const fields = parts.map((part: unknown, index) =>
    fieldOf(titleOf(part) ?? String(index + 1), part, index < least),
  )
  return { shape: 'positional', fields }
}

function fieldOf(name: string, part: unknown, isRequired: boolean): SchemaField {
  const schema = isSchema(part) ? withoutNull(part) : {}
  const choices = choicesOf(schema)
  const hint = [schema['description'], boundsOf(schema)].filter((text) => typeof text === 'string')
  return {
    name,
    kind: choices.length > 0 ? 'choice' : kindOf(schema),
    isRequired,
    hint: hint.length > 0 ? hint.join(' · ') : undefined,
    choices,
    initial: schema['default'] === undefined ? undefined : fieldText(schema['default']),
  }
}

/** A value as it stands in an input: a text as it is, anything else as JSON. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value)
}

function kindOf({ type }: Schema): SchemaField['kind'] {
  switch (type) {
    case 'string':
      return 'text'
    case 'number':
      return 'number'
    case 'integer':
      return 'whole'
    case 'boolean':
      return 'yesNo'
    default:
      return 'json'
  }
}

function choicesOf(schema: Schema): readonly unknown[] {
  if (Array.isArray(schema['enum'])) return schema['enum']
  const parts = listOf(schema['anyOf'] ?? schema['oneOf'])
  const constants = parts.flatMap((part) =>
    isSchema(part) && 'const' in part ? [part['const']] : [],
  )
  return constants.length > 0 && constants.length === parts.length ? constants : []
}

/** What may also be `null` is otherwise of its other kind. */
function withoutNull(schema: Schema): Schema {
  const parts = listOf(schema['anyOf'] ?? schema['oneOf'])
  const others = parts.filter((part) => isSchema(part) && part['type'] !== 'null')
  const [only] = others
  if (others.length === 1 && parts.length === 2 && isSchema(only)) return { ...schema, ...only }
  if (!Array.isArray(schema['type'])) return schema
  const types: readonly unknown[] = schema['type']
  const kinds = types.filter((type) => type !== 'null')
  return kinds.length === 1 ? { ...schema, type: kinds[0] } : schema
}

const BOUNDS = [
  ['minimum', '≥ '],
  ['maximum', '≤ '],
  ['exclusiveMinimum', '> '],
  ['exclusiveMaximum', '< '],
  ['format', ''],
] as const

function boundsOf(schema: Schema): string | undefined {
  const said = BOUNDS.flatMap(([key, sign]) => {
    const value = schema[key]
    return typeof value === 'number' || typeof value === 'string' ? [`${sign}${String(value)}`] : []
  })
  return said.length > 0 ? said.join(', ') : undefined
}

function titleOf(part: unknown): string | undefined {
  return isSchema(part) && typeof part['title'] === 'string' ? part['title'] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
