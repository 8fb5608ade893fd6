import {
  ConfigurationError,
  countSchema,
  durationSchema,
  parseSettings,
  type SettingMetadata,
  type Text,
} from '@arq/core'
import { mustBe, tlsDetailsSchema } from '@arq/core/internal'
import { choosePrefix, limitToMs } from '@arq/core/store'
import * as v from 'valibot'

import { parseSqlUrl, type SqlAddress } from './sql-url.js'
import { texts } from './texts.js'

const DEFAULT_PREFIX = 'arq_'

/** A name that no database needs quotes for, and short enough for what is put behind it. */
const PREFIX = /^[a-z_][a-z0-9_]{0,39}$/

/** Every setting of `SqlResultStore`: its type, default, check and documentation. */
export const sqlResultStoreSettingsSchema = v.strictObject({
  url: v.pipe(
    v.string(mustBe.text),
    v.description(
      'URL of the database. `postgresql://` (or `postgres://`), with user, password, host, port and database; its query may have what the driver knows of TLS: `?sslmode=verify-full`, `sslrootcert`, `sslcert`, `sslkey`. `mysql://` or `mariadb://`, with `?ssl-mode=VERIFY_IDENTITY`, `ssl-ca`, `ssl-cert`, `ssl-key`. Or `sqlite:///path`, a file.',
    ),
    v.metadata({ env: 'ARQ_RESULT_STORE_URL' } satisfies SettingMetadata),
  ),
  tablePrefix: v.pipe(
    v.optional(v.string(mustBe.text)),
    v.description(
      `First part of the names of tables, indexes and the channel. Clients and workers need the same one. ?prefix= in the URL does the same. Default: ${DEFAULT_PREFIX}.`,
    ),
  ),
  migrate: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Whether the store makes its tables, and brings those of an older version up to date, when it first reaches the database. `false`: somebody calls `migrate()`, with the rights to make tables.',
    ),
  ),
  maxConnections: v.pipe(
    v.optional(countSchema(1), 5),
    v.description(
      'Of PostgreSQL, MySQL and MariaDB: the most connections that are open at once; one more for notices of PostgreSQL is not counted. Writes use one of them: many jobs go in one statement.',
    ),
    v.metadata({ unit: 'connections' } satisfies SettingMetadata),
  ),
  tls: v.pipe(
    v.optional(tlsDetailsSchema),
    v.description('TLS details, in the place of those in the URL’s query. Not of SQLite.'),
  ),
  connectTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'How long opening a connection may take, and a call may wait for a free one. Not of SQLite.',
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  commandTimeout: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'How long a statement may take, in the database (`statement_timeout` of PostgreSQL, `max_statement_time` of MariaDB, `max_execution_time` of MySQL) and as seen from here; of SQLite, how long it may wait for other writers. After that the call rejects with `ARQ_STORE_TIMEOUT`. A migration may take longer.',
    ),
    v.metadata({ unit: 'duration' } satisfies SettingMetadata),
  ),
  degradeOnFailure: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'What happens while the database is away. `true`: jobs start and end, and their results are written when it is back. `false`: `connect()` and enqueueing reject, and no job starts until it is back.',
    ),
  ),
})

/** What users write. */
export type SqlResultStoreSettings = v.InferInput<typeof sqlResultStoreSettingsSchema>

/** What the code reads: complete, durations in milliseconds. */
export interface ResolvedSqlSettings {
  readonly address: SqlAddress
  readonly tablePrefix: string
  readonly migrate: boolean
  readonly maxConnections: number
  readonly tls: v.InferOutput<typeof tlsDetailsSchema> | undefined
  readonly connectTimeoutMs: number
  readonly commandTimeoutMs: number
  readonly degradeOnFailure: boolean
}

/** @throws {@link ConfigurationError} naming each wrong key */
export function resolveSqlSettings(input: SqlResultStoreSettings): ResolvedSqlSettings {
  const subject = 'SqlResultStore settings'
  const settings = parseSettings(subject, sqlResultStoreSettingsSchema, input)
  const address = parseSqlUrl(settings.url)
  const { tls } = settings
  const refuse = (path: string, text: Text): never => {
    throw new ConfigurationError(subject, [{ path, text }])
  }
  if (tls && address.saysTls) refuse('tls', texts.tlsTwice())
  const setting = settings.tablePrefix
  const tablePrefix = choosePrefix(subject, {
    path: 'tablePrefix',
    setting,
    ofUrl: address.prefix,
    otherwise: DEFAULT_PREFIX,
  })
  if (!PREFIX.test(tablePrefix)) {
    const where = setting === undefined ? 'url' : 'tablePrefix'
    refuse(where, texts.prefixWrong())
  }
  return Object.freeze({
    address,
    tablePrefix,
    migrate: settings.migrate,
    maxConnections: settings.maxConnections,
    tls,
    connectTimeoutMs: limitToMs(subject, 'connectTimeout', settings.connectTimeout),
    commandTimeoutMs: limitToMs(subject, 'commandTimeout', settings.commandTimeout),
    degradeOnFailure: settings.degradeOnFailure,
  })
}
