import { readProperty } from '@arq/core/internal'

import { hasMethods } from './has-methods.js'
import type { Library } from './library.js'

/** A `Client` or `PoolClient` of pg, between `begin` and `commit`. */
export interface PgClient {
  query(...args: never[]): unknown
  escapeIdentifier(text: string): string
}

export const pg: Library = {
  name: 'pg',
  owns: (value) =>
    hasMethods(value, 'query') && (hasMethods(value, 'escapeIdentifier') || isPool(value)),
  isOutside: (value) => isPool(value),
  dialectOf: () => 'postgresql',
  run: (value, text, values) => (value as Runner).query(text, values),
}

interface Runner {
  query(text: string, values: readonly unknown[]): Promise<unknown>
}

const isPool = (value: object): boolean => typeof readProperty(value, 'totalCount') === 'number'
