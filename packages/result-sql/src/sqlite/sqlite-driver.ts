import { loadDriver } from '../load-driver.js'

export type SqliteValue = string | number | null

/** What both drivers have in common. */
export interface SqliteStatement {
  all(...values: readonly SqliteValue[]): unknown[]
  run(...values: readonly SqliteValue[]): { readonly changes: number | bigint }
}

export interface SqliteDatabase {
  prepare(text: string): SqliteStatement
  exec(text: string): unknown
  close(): unknown
}

export type OpenSqlite = (path: string) => SqliteDatabase

/**
 * Node's own SQLite where there is one (from Node 22.13 without a flag), else libsql, whose binary comes inside its npm packages.
 * @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` with the line that installs it
 */
export async function loadSqliteDriver(): Promise<OpenSqlite> {
  const own = await loadNodesOwn()
  if (own) return (path) => new own.DatabaseSync(path)
  const libsql = await loadDriver(() => import('libsql'), { scheme: 'sqlite:', name: 'libsql' })
  return (path) => {
    const file = new libsql.default(path)
    return {
      prepare: (text) => file.prepare<SqliteValue[]>(text),
      exec: (text) => file.exec(text),
      close: () => file.close(),
    }
  }
}

async function loadNodesOwn() {
  // By a name that the compiler does not look up: the oldest Node that we run on has none.
  const name = ['node', 'sqlite'].join(':')
  const loaded: unknown = await import(name).catch(() => undefined)
  return loaded as { readonly DatabaseSync: new (path: string) => SqliteDatabase } | undefined
}
