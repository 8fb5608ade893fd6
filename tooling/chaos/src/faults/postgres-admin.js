import pg from 'pg'

/** @param {string} url */
export async function postgresVersion(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('show server_version')
    return String(rows[0]?.server_version).split(' ')[0] ?? 'unknown'
  } finally {
    await client.end()
  }
}
