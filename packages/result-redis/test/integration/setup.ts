import { randomUUID } from 'node:crypto'

import { createClient } from 'redis'

import { RedisResultStore, type RedisResultStoreSettings } from '../../src/index.js'

/** The Redis that tests share; each file uses a prefix of its own. */
function redisUrl(): string {
  const url = process.env['ARQ_TEST_REDIS_URL']
  if (url === undefined) throw new Error('set ARQ_TEST_REDIS_URL (npm test does)')
  return url
}

export const freshPrefix = (): string => `arq-test-${randomUUID()}`

/** A client of the test's own, to look at what the store has written. */
export async function openRawClient(url = redisUrl()) {
  const client = createClient({ url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** A store under a prefix of its own, and a client beside it; `dispose` deletes every key under the prefix. */
export async function setup(settings: RedisResultStoreSettings = {}) {
  const prefix = settings.keyPrefix ?? freshPrefix()
  const store = new RedisResultStore({ url: redisUrl(), keyPrefix: prefix, ...settings })
  await store.connect()
  const raw = await openRawClient(settings.url)
  const keys = async (): Promise<string[]> => {
    const found: string[] = []
    for await (const part of raw.scanIterator({
      MATCH: `${prefix.replaceAll(/[[\]]/g, String.raw`\$&`)}:*`,
      COUNT: 1000,
    })) {
      found.push(...part)
    }
    return found.sort()
  }
  return {
    prefix,
    store,
    raw,
    keys,
    dispose: async (): Promise<void> => {
      await store.close()
      const left = await keys()
      if (left.length > 0) await raw.unlink(left)
      await raw.close()
    },
  }
}

export type Setup = Awaited<ReturnType<typeof setup>>
