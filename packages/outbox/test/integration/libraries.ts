import { sql as drizzleSql } from 'drizzle-orm'
import { drizzle as drizzleMysql } from 'drizzle-orm/mysql2'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { Kysely, MysqlDialect, PostgresDialect, sql } from 'kysely'
import mysqlWithCallbacks from 'mysql2'
import mysql from 'mysql2/promise'
import pg from 'pg'

import type { TransactionLike } from '../../src/index.js'

/** One library as an application uses it, with a table `orders` of the test's own. */
export interface LibraryUnderTest {
  readonly name: string
  /** Runs the work in a transaction, which commits unless the work throws. */
  transaction<T>(work: (tx: TransactionLike) => Promise<T>): Promise<T>
  /** What is no transaction. */
  readonly outside: object | undefined
  close(): Promise<void>
}

export type OpenLibrary = (url: string) => LibraryUnderTest

const overPg: OpenLibrary = (url) => {
  const pool = new pg.Pool({ connectionString: url })
  return {
    name: 'pg',
    outside: pool,
    transaction: async (work) => {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await work(client)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

const overKyselyPostgres: OpenLibrary = (url) => {
  const dialect = new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) })
  return overKysely(new Kysely({ dialect }))
}

const overKyselyMysql: OpenLibrary = (url) =>
  overKysely(
    new Kysely({ dialect: new MysqlDialect({ pool: mysqlWithCallbacks.createPool(url) }) }),
  )

function overKysely(db: Kysely<unknown>): LibraryUnderTest {
  return {
    name: 'Kysely',
    outside: db,
    transaction: (work) =>
      db.transaction().execute(async (tx) => {
        await sql`select 1`.execute(tx)
        return work(tx)
      }),
    close: () => db.destroy(),
  }
}

const overDrizzlePostgres: OpenLibrary = (url) => {
  const pool = new pg.Pool({ connectionString: url })
  const db = drizzlePostgres(pool)
  return {
    name: 'Drizzle',
    outside: db,
    transaction: (work) =>
      db.transaction(async (tx) => {
        await tx.execute(drizzleSql`select ${1}::int`)
        return work(tx)
      }),
    close: () => pool.end(),
  }
}

const overDrizzleMysql: OpenLibrary = (url) => {
  const pool = mysql.createPool(url)
  const db = drizzleMysql(pool)
  return {
    name: 'Drizzle',
    outside: db,
    transaction: (work) => db.transaction((tx) => work(tx)),
    close: () => pool.end(),
  }
}

const overMysql2: OpenLibrary = (url) => {
  const pool = mysql.createPool(url)
  return {
    name: 'mysql2',
    outside: pool,
    transaction: async (work) => {
      const connection = await pool.getConnection()
      try {
        await connection.beginTransaction()
        const result = await work(connection)
        await connection.commit()
        return result
      } catch (error) {
        await connection.rollback()
        throw error
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}

/** With callbacks in the place of promises. */
const overMysql2Callbacks: OpenLibrary = (url) => {
  const pool = mysqlWithCallbacks.createPool(url)
  const promised = pool.promise()
  return {
    name: 'mysql2 with callbacks',
    outside: pool,
    transaction: async (work) => {
      const connection = await promised.getConnection()
      try {
        await connection.beginTransaction()
        const result = await work(connection.connection)
        await connection.commit()
        return result
      } catch (error) {
        await connection.rollback()
        throw error
      } finally {
        connection.release()
      }
    },
    close: () => promised.end(),
  }
}

const ownPostgres: OpenLibrary = (url) => {
  const library = overPg(url)
  return {
    name: 'a library that nobody knows',
    outside: undefined,
    close: () => library.close(),
    transaction: (work) =>
      library.transaction(async (client) => {
        const own = client as pg.PoolClient
        const run = (text: string, values: unknown[]) => own.query(text, values)
        return work({ dialect: 'postgresql', run })
      }),
  }
}

export const POSTGRES_LIBRARIES = [
  overPg,
  overKyselyPostgres,
  overDrizzlePostgres,
  ownPostgres,
] as const
export const MYSQL_LIBRARIES = [
  overMysql2,
  overMysql2Callbacks,
  overKyselyMysql,
  overDrizzleMysql,
] as const
