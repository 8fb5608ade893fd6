/** A part of a JSON Schema, as it came from the server. */
export type Schema = Readonly<Record<string, unknown>>

/** The numbers that a value, or the length of a list, stays between. */
export interface Bounds {
  readonly least?: number
  readonly most?: number
  /** More than this. */
  readonly above?: number
  /** Less than this. */
  readonly below?: number
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The values that are possible, where they are counted out; else none. */
export function choicesOf(schema: Schema): readonly unknown[] {
  if (Array.isArray(schema['enum'])) return schema['enum']
  if ('const' in schema) return [schema['const']]
  const parts = listOf(schema['anyOf'] ?? schema['oneOf'])
  const constants = parts.flatMap((part) =>
    isSchema(part) && 'const' in part ? [part['const']] : [],
  )
  return constants.length > 0 && constants.length === parts.length ? constants : []
}

/** What may also be `null` is otherwise of its other kind. */
export function withoutNull(schema: Schema): {
  readonly schema: Schema
  readonly isNullable: boolean
} {
  const parts = listOf(schema['anyOf'] ?? schema['oneOf'])
  const others = parts.filter((part) => !isSchema(part) || part['type'] !== 'null')
  if (others.length < parts.length) {
    const own = Object.fromEntries(
      Object.entries(schema).filter(([key]) => key !== 'anyOf' && key !== 'oneOf'),
    )
    const [only] = others
    const rest =
      others.length === 1 && isSchema(only) ? { ...only, ...own } : { ...own, anyOf: others }
    return { schema: rest, isNullable: true }
  }
  if (!Array.isArray(schema['type'])) return { schema, isNullable: false }
  const types: readonly unknown[] = schema['type']
  const kinds = types.filter((type) => type !== 'null')
  const isNullable = kinds.length < types.length
  return { schema: kinds.length === 1 ? { ...schema, type: kinds[0] } : schema, isNullable }
}

const KEYS = {
  array: { least: 'minItems', most: 'maxItems' },
  other: {
    ...{ least: 'minimum', most: 'maximum' },
    ...{ above: 'exclusiveMinimum', below: 'exclusiveMaximum' },
  },
} as const

export function boundsOf(schema: Schema): Bounds {
  const keys = Object.entries(schema['type'] === 'array' ? KEYS.array : KEYS.other)
  return Object.fromEntries(
    keys.flatMap(([bound, key]) => {
      const value = schema[key]
      return typeof value === 'number' ? [[bound, value]] : []
    }),
  )
}

const SIGNS = { least: '≥', most: '≤', above: '>', below: '<' } as const

/** As it is written behind the hint of a field; `undefined`: there are none. */
export function boundsText(bounds: Bounds): string | undefined {
  const said = (['least', 'above', 'most', 'below'] as const).flatMap((bound) => {
    const value = bounds[bound]
    return value === undefined ? [] : [`${SIGNS[bound]} ${String(value)}`]
  })
  return said.length > 0 ? said.join(', ') : undefined
}
