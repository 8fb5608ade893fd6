import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'

/** What is read of a record at first: nearly always the whole. It bounds what one round trip brings. */
export const HEAD_BYTES = 64 * 1024

/** The beginning of a key's text; empty where there is none, and where something else than a text is. */
export async function readHead(client: RedisClient, key: string): Promise<string> {
  try {
    return (await client.getRange(key, 0, HEAD_BYTES - 1)) ?? ''
  } catch (error) {
    if (error instanceof ErrorReply && error.message.startsWith('WRONGTYPE')) return ''
    throw error
  }
}
