import { ResultStoreError } from '@arq/core'
import type { DatabaseName } from '@arq/core/store'

import { texts } from './texts.js'

interface SchemaVersions extends DatabaseName {
  /** `arq_*`. */
  readonly tables: string
  readonly found: number
  readonly needed: number
}

/** The tables have another version than this code. */
export const schemaMismatch = (versions: SchemaVersions) =>
  new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text:
      versions.found < versions.needed
        ? texts.schemaOlder({ ...versions })
        : texts.schemaNewer({ ...versions }),
    details: { ...versions },
  })
