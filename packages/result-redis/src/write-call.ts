import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'
import type { Script } from './scripts/script.js'

/** Calls a script by its name; gives Redis the text when it does not know it (a new or restarted server). */
export async function callScript<T = string>(
  client: RedisClient,
  script: Script,
  values: (string | Buffer)[],
): Promise<readonly T[]> {
  const reply = await call(client, script, { keys: [], arguments: values })
  // Each script answers with a list of one kind.
  return Array.isArray(reply) ? (reply as T[]) : []
}

/** The same for one that touches one key. */
export const callOnKey = (
  client: RedisClient,
  script: Script,
  key: string,
  values: readonly string[],
): Promise<unknown> => call(client, script, { keys: [key], arguments: [...values] })

const call = (
  client: RedisClient,
  { text, sha }: Script,
  input: { readonly keys: string[]; readonly arguments: (string | Buffer)[] },
): Promise<unknown> =>
  client.evalSha(sha, input).catch((error: unknown) => {
    if (error instanceof ErrorReply && error.message.startsWith('NOSCRIPT')) {
      return client.eval(text, input)
    }
    throw error
  })
