import type { MigrationOutcome, StoreSchema } from '@arq/core'
import { within } from '@arq/core/internal'
import { type DatabaseName, timedOut } from '@arq/core/store'

import { schemaMismatch } from './schema-mismatch.js'
import type { SqlAdapter } from './sql-adapter.js'

export interface SchemaGateOptions {
  readonly adapter: Pick<SqlAdapter, 'schemaVersion' | 'migrate'>
  /** The statements of each migration: as many as the version that this code needs. */
  readonly migrations: readonly (readonly string[])[]
  /** Whether it may make tables. */
  readonly mayMigrate: boolean
  /** How long calls wait for a migration, which goes on meanwhile. Absent: until its end. */
  readonly waitMs?: number | undefined
  readonly name: DatabaseName
  /** `arq_*`. */
  readonly tables: string
}

/**
 * Lets calls through once the tables are known to fit. The database may be away when the store is opened, and come
 * without tables: so it is asked before the first call that reaches it, and again after one that found no table.
 */
export class SchemaGate {
  readonly #options: SchemaGateOptions
  #isPassed = false
  #passing: Promise<void> | undefined
  #migrating: Promise<MigrationOutcome> | undefined

  constructor(options: SchemaGateOptions) {
    this.#options = options
  }

  get isPassed(): boolean {
    return this.#isPassed
  }

  /** From now on calls ask again. */
  close(): void {
    this.#isPassed = false
  }

  /** What is there, and what a migration would do. */
  async look(): Promise<StoreSchema> {
    const { adapter, migrations, name, tables } = this.#options
    const found = await adapter.schemaVersion()
    const steps = migrations.map((statements, index) => ({ version: index + 1, statements }))
    const pending = steps.slice(found)
    return { ...name, tables, found, needed: migrations.length, pending }
  }

  /**
   * Resolves when the tables fit.
   * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when they have another version and may not be changed, or are
   *   newer than this code; and when the database is away or refuses
   */
  pass(): Promise<void> {
    this.#passing ??= this.#check().finally(() => (this.#passing = undefined))
    return this.#passing
  }

  async #check(): Promise<void> {
    const { adapter, migrations, mayMigrate, name, tables } = this.#options
    const needed = migrations.length
    // One that goes on may have the only connection.
    let found = this.#migrating ? (await this.#migrated()).to : await adapter.schemaVersion()
    if (found < needed && mayMigrate) found = (await this.#migrated()).to
    if (found !== needed) throw schemaMismatch({ ...name, tables, found, needed })
    this.#isPassed = true
  }

  async #migrated(): Promise<MigrationOutcome> {
    const { adapter, name, waitMs } = this.#options
    this.#migrating ??= adapter.migrate().finally(() => (this.#migrating = undefined))
    if (waitMs === undefined) return this.#migrating
    const outcome = await within(this.#migrating, waitMs)
    if (!outcome) throw timedOut(name, waitMs)
    return outcome.value
  }
}
