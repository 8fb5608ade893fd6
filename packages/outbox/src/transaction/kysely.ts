import { readProperty } from '@arq/core/internal'

import { hasMethods } from './has-methods.js'
import type { Library } from './library.js'

/** What `db.transaction().execute()` gives. */
export interface KyselyTransaction {
  readonly isTransaction: boolean
  executeQuery(...args: never[]): unknown
  getExecutor(): unknown
}

export const kysely: Library = {
  name: 'Kysely',
  owns: (value) => hasMethods(value, 'getExecutor', 'executeQuery'),
  isOutside: (value) => readProperty(value, 'isTransaction') !== true,
  dialectOf: (value) => {
    const adapter = readProperty((value as Runner).getExecutor(), 'adapter')
    const can = (what: string): boolean => readProperty(adapter, what) === true
    // The two of Kysely's dialects that can both, and neither.
    if (can('supportsTransactionalDdl') && can('supportsReturning')) return 'postgresql'
    const isOther = can('supportsTransactionalDdl') || can('supportsReturning')
    return isOther || can('supportsOutput') ? undefined : 'mysql'
  },
  // As `CompiledQuery.raw()` makes it: past the plugins, which change names.
  run: (value, text, values) =>
    (value as Runner).executeQuery({
      sql: text,
      parameters: values,
      query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
      queryId: { queryId: 'arq-outbox' },
    }),
}

interface Runner {
  getExecutor(): object
  executeQuery(query: object): Promise<unknown>
}
