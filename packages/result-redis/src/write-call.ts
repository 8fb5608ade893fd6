import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'
import { WRITE_SCRIPT, WRITE_SCRIPT_SHA } from './scripts/write-script.js'

/** Calls the write script by its name; gives Redis the text when it does not know it (a new or restarted server). */
export async function callWriteScript(
  client: RedisClient,
  values: string[],
): Promise<readonly string[]> {
  const input = { keys: [], arguments: values }
  const reply = await client.evalSha(WRITE_SCRIPT_SHA, input).catch((error: unknown) => {
    if (error instanceof ErrorReply && error.message.startsWith('NOSCRIPT')) {
      return client.eval(WRITE_SCRIPT, input)
    }
    throw error
  })
  // The script answers with texts.
  return Array.isArray(reply) ? (reply as string[]) : []
}
