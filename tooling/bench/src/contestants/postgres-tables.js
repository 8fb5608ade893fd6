import pg from 'pg'

/** @typedef {Pick<import('../contract.d.ts').Place, 'postgresqlUrl' | 'keyPrefix'>} TablesPlace */

/**
 * The prefix of the tables of a place: letters, digits and `_`.
 * @param {TablesPlace} place
 */
export const tablePrefixOf = ({ keyPrefix }) => `${keyPrefix.replaceAll('-', '_')}_`

/**
 * The schema of who wants one of its own.
 * @param {TablesPlace} place
 */
export const schemaOf = (place) => `${tablePrefixOf(place)}schema_of`

/**
 * How many rows of a table are meant.
 * @param {TablesPlace} place
 * @param {string} table
 * @param {string} where
 * @returns {Promise<number>}
 */
export async function countIn(place, table, where) {
  const counted = await withPostgres(place, async (client) => {
    const text = `select count(*)::int as count from ${table} where ${where}`
    const { rows } = await client.query(text)
    return Number(rows[0].count)
  })
  return counted ?? 0
}

/**
 * How many jobs have a row; none where there is no PostgreSQL, or no table was made.
 * @param {TablesPlace} place
 * @returns {Promise<number>}
 */
export async function countRows(place) {
  const jobs = `${tablePrefixOf(place)}jobs`
  const counted = await withPostgres(place, async (client) => {
    const found = await client.query('select to_regclass($1) as jobs', [jobs])
    if (found.rows[0].jobs === null) return 0
    return countIn(place, jobs, 'true')
  })
  return counted ?? 0
}

/** @param {TablesPlace} place */
export async function dropTables(place) {
  const prefix = tablePrefixOf(place)
  await withPostgres(place, async (client) => {
    await client.query(`drop table if exists ${prefix}jobs, ${prefix}schema`)
    await client.query('set client_min_messages = error')
    await client.query(`drop schema if exists ${schemaOf(place)} cascade`)
  })
}

/**
 * @template T
 * @param {Pick<TablesPlace, 'postgresqlUrl'>} place
 * @param {(client: pg.Client) => Promise<T>} work
 * @returns {Promise<T | undefined>} nothing where no line needs a PostgreSQL
 */
export async function withPostgres({ postgresqlUrl }, work) {
  if (postgresqlUrl === undefined) return undefined
  const client = new pg.Client(postgresqlUrl)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
