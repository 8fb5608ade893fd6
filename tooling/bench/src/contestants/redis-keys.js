import { RedisConnection } from 'bullmq'

import { useInstalledDriver } from './bullmq-driver.js'

const SCAN_COUNT = 2000

/**
 * How many keys match.
 * @param {Pick<import('../contract.d.ts').Place, 'redisUrl'>} place
 * @param {string} pattern
 */
export async function countKeys(place, pattern) {
  const keys = new Set()
  await withRedis(place, async (client) => {
    // SCAN may give a key twice.
    await forEachKeys(client, pattern, async (some) => some.forEach((key) => keys.add(key)))
  })
  return keys.size
}

/**
 * Deletes the keys that match.
 * @param {Pick<import('../contract.d.ts').Place, 'redisUrl'>} place
 * @param {string} pattern
 */
export function deleteKeys(place, pattern) {
  return withRedis(place, (client) =>
    forEachKeys(client, pattern, async (some) => void (await client.del(...some))),
  )
}

/**
 * @template T
 * @param {Pick<import('../contract.d.ts').Place, 'redisUrl'>} place
 * @param {(client: Client) => Promise<T>} work
 */
export async function withRedis({ redisUrl }, work) {
  useInstalledDriver()
  const connection = new RedisConnection({ url: redisUrl })
  try {
    return await work(await connection.client)
  } finally {
    await connection.close()
  }
}

/** @typedef {Awaited<RedisConnection['client']>} Client */

/**
 * @param {Client} client
 * @param {string} pattern
 * @param {(keys: string[]) => Promise<void>} work
 */
async function forEachKeys(client, pattern, work) {
  let cursor = '0'
  do {
    const [next, keys] = await client.scan(cursor, { MATCH: pattern, COUNT: SCAN_COUNT })
    if (keys.length > 0) await work(keys)
    cursor = String(next)
  } while (cursor !== '0')
}
