import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'

/** The beginning of a key's text; empty where there is none, and where something else than a text is. */
export async function readHead(client: RedisClient, key: string, bytes: number): Promise<string> {
  try {
    return (await client.getRange(key, 0, bytes - 1)) ?? ''
  } catch (error) {
    if (error instanceof ErrorReply && error.message.startsWith('WRONGTYPE')) return ''
    throw error
  }
}
