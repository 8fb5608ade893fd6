import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'
import type { Script } from './scripts/script.js'

/** Calls a script by its name; gives Redis the text when it does not know it (a new or restarted server). */
export async function callScript<T = string>(
  client: RedisClient,
  { text, sha }: Script,
  values: (string | Buffer)[],
): Promise<readonly T[]> {
  const input = { keys: [], arguments: values }
  const reply = await client.evalSha(sha, input).catch((error: unknown) => {
    if (error instanceof ErrorReply && error.message.startsWith('NOSCRIPT')) {
      return client.eval(text, input)
    }
    throw error
  })
  // Each script answers with a list of one kind.
  return Array.isArray(reply) ? (reply as T[]) : []
}
