import { createRequire } from 'node:module'

import { createNodeRedisClient, RedisConnection } from 'bullmq'

const fromHere = createRequire(import.meta.url)
/** As BullMQ sees it: drivers are its optional peers. */
const fromBullmq = createRequire(fromHere.resolve('bullmq'))

/** The driver of Redis that BullMQ uses here: its default, or the other one that is installed. */
export const DRIVER = canLoad('ioredis') ? 'ioredis' : 'node-redis'

/** BullMQ finds ioredis by itself and wants to be told of any other driver, once per process. */
export function useInstalledDriver() {
  if (DRIVER === 'ioredis') return
  /** @type {{ createClient: (options: { url: string | undefined }) => unknown }} */
  const { createClient } = fromBullmq('redis')
  RedisConnection.clientFactory = ({ url }) => createNodeRedisClient(createClient({ url }))
}

/** @param {string} packageName */
function canLoad(packageName) {
  try {
    fromBullmq.resolve(packageName)
    return true
  } catch {
    return false
  }
}
