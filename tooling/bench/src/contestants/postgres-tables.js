import pg from 'pg'

/** @typedef {Pick<import('../contract.d.ts').Place, 'postgresqlUrl' | 'keyPrefix'>} TablesPlace */

/**
 * The prefix of the tables of a place: letters, digits and `_`.
 * @param {TablesPlace} place
 */
export const tablePrefixOf = ({ keyPrefix }) => `${keyPrefix.replaceAll('-', '_')}_`

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
    const { rows } = await client.query(`select count(*)::int as count from ${jobs}`)
    return Number(rows[0].count)
  })
  return counted ?? 0
}

/** @param {TablesPlace} place */
export async function dropTables(place) {
  const prefix = tablePrefixOf(place)
  await withPostgres(place, (client) =>
    client.query(`drop table if exists ${prefix}jobs, ${prefix}schema`),
  )
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
