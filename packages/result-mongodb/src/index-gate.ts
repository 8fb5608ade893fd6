import { type MigrationOutcome, ResultStoreError, type StoreSchema } from '@arq/core'
import type { Document, IndexDescription } from 'mongodb'

import type { MongoConnection } from './mongo-connection.js'
import { codeOf, NO_SUCH_COLLECTION } from './mongo-errors.js'
import type { ResolvedMongoSettings } from './mongo-settings.js'
import { texts } from './texts.js'

/** The version of the indexes that this code needs. */
const NEEDED = 1

/** What the store looks for, beside the id: no more, since every index costs every write. */
const INDEXES: readonly (IndexDescription & { readonly name: string })[] = [
  // MongoDB deletes what has expired.
  { name: 'remove_at', key: { remove_at: 1 }, expireAfterSeconds: 0 },
  // Has jobs that wait, and no others.
  {
    ...{ name: 'waits_in', key: { waits_in: 1 } },
    partialFilterExpression: { waits_in: { $gt: '' } },
  },
  { name: 'is_stopped', key: { is_stopped: 1 }, partialFilterExpression: { is_stopped: true } },
  // For searches, newest first. The enqueue time of a job does not change: only its first write pays for it.
  { name: 'enqueued', key: { enqueue_time: 1, _id: 1 } },
]

/**
 * Lets calls through once the server has told its time and the indexes are there. The database may be away when the store
 * is opened: so it is asked before the first call that reaches it.
 */
export class IndexGate {
  readonly #connection: MongoConnection
  readonly #settings: Pick<ResolvedMongoSettings, 'collection' | 'migrate'>
  #isPassed = false
  #askedAtMs = 0
  #passing: Promise<void> | undefined

  constructor(
    connection: MongoConnection,
    settings: Pick<ResolvedMongoSettings, 'collection' | 'migrate'>,
  ) {
    this.#connection = connection
    this.#settings = settings
  }

  get isPassed(): boolean {
    return this.#isPassed
  }

  /** How long ago the server was last asked. */
  get ageMs(): number {
    return performance.now() - this.#askedAtMs
  }

  /** From now on calls ask again. */
  close(): void {
    this.#isPassed = false
  }

  /**
   * Resolves when the indexes are there.
   * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when they are absent and may not be made; and when the database
   *   is away or refuses
   */
  pass(): Promise<void> {
    this.#passing ??= this.#check().finally(() => (this.#passing = undefined))
    return this.#passing
  }

  /** What is there, and what {@link migrate} would do. */
  async look(): Promise<StoreSchema> {
    const { collection } = this.#settings
    const absent = await this.#absent()
    const command = { createIndexes: collection, indexes: absent }
    const statements = [`db.runCommand(${JSON.stringify(command)})`]
    const pending = absent.length > 0 ? [{ version: NEEDED, statements }] : []
    return {
      ...this.#connection.name,
      tables: collection,
      ...{ found: NEEDED - pending.length, needed: NEEDED, pending },
    }
  }

  /** Makes the indexes that are absent, and the collection. Of several who do it at once each finds them made. */
  async migrate(): Promise<MigrationOutcome> {
    const absent = await this.#absent()
    if (absent.length === 0) return { from: NEEDED, to: NEEDED }
    await this.#connection.call((jobs) => jobs.createIndexes([...absent]))
    return { from: NEEDED - 1, to: NEEDED }
  }

  async #check(): Promise<void> {
    this.#askedAtMs = performance.now()
    await this.#connection.ping()
    if (this.#settings.migrate) await this.migrate()
    else {
      const absent = (await this.#absent()).map(({ name }) => name)
      const { collection } = this.#settings
      if (absent.length > 0) throw indexesAbsent(this.#connection.name, collection, absent)
    }
    this.#isPassed = true
  }

  async #absent() {
    const found = await this.#connection.call(async (jobs): Promise<readonly Document[]> => {
      try {
        // The driver types its answer as anything.
        return (await jobs.listIndexes().toArray()) as Document[]
      } catch (error) {
        if (codeOf(error) === NO_SUCH_COLLECTION) return []
        throw error
      }
    })
    const names = new Set(found.map(({ name }): unknown => name))
    return INDEXES.filter(({ name }) => !names.has(name))
  }
}

function indexesAbsent(
  { database, address }: MongoConnection['name'],
  collection: string,
  absent: readonly string[],
): ResultStoreError {
  const names = absent.join(', ')
  return new ResultStoreError({
    code: 'ARQ_STORE_FAILED',
    text: texts.indexesAbsent({ address, collection, names }),
    details: { database, address, collection, absent },
  })
}
