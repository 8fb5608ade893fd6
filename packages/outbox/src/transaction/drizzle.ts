import { readProperty } from '@arq/core/internal'

import { hasMethods } from './has-methods.js'
import type { Library } from './library.js'

/** What `db.transaction()` gives. */
export interface DrizzleTransaction {
  execute(...args: never[]): unknown
  rollback(): never
  transaction(...args: never[]): unknown
}

/** As Drizzle marks its classes, for copies of itself. */
const KIND = Symbol.for('drizzle:entityKind')

export const drizzle: Library = {
  name: 'Drizzle',
  owns: (value) => hasMethods(value, 'transaction', 'execute') && kindOf(value) !== undefined,
  isOutside: (value) => !hasMethods(value, 'rollback'),
  dialectOf: (value) => {
    const kind = kindOf(value)
    if (kind === 'PgDialect') return 'postgresql'
    return kind === 'MySqlDialect' ? 'mysql' : undefined
  },
  run: (value, text, values) =>
    // Drizzle takes what says how it becomes a text.
    (value as Runner).execute({
      getSQL: () => ({ toQuery: () => ({ sql: text, params: values }) }),
    }),
}

function kindOf(value: object): unknown {
  const dialect = readProperty(value, 'dialect')
  if (typeof dialect !== 'object' || dialect === null) return undefined
  return readProperty(Object(readProperty(dialect, 'constructor')), KIND)
}

interface Runner {
  execute(query: object): Promise<unknown>
}
