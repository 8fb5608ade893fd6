import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'
import type { RedisKeys } from './redis-keys.js'
import type { Run } from './redis-servers.js'

type Probe = readonly [string, ...string[]]

/** What the store sends, and what its scripts call; on keys that nobody uses. */
function probesOf(keys: RedisKeys): readonly Probe[] {
  const job = keys.result('arq:rights')
  const queue = keys.queue('arq:rights')
  const group = keys.entries('arq:rights')
  const log = keys.streams('arq:rights')
  const each: Probe[] = [
    ['get', job],
    ['getrange', job, '0', '0'],
    ['set', job, 'x', 'nx', 'px', '1'],
    ['del', job],
    ['exists', job],
    ['sadd', queue, 'x'],
    ['srem', queue, 'x'],
    ['scard', queue],
    ['sscan', queue, '0'],
    ['srandmember', queue, '1'],
    ['spop', queue, '1'],
    ['pttl', queue],
    ['pexpire', queue, '1'],
    ['persist', queue],
    ['zadd', keys.stopped, '1', 'x'],
    ['zrem', keys.stopped, 'x'],
    ['zcard', keys.stopped],
    ['zrange', keys.stopped, '0', '0'],
    ['zscore', keys.outrun, 'x'],
    ['zremrangebyscore', keys.outrun, '0', '0'],
    ['pexpireat', keys.stopped, '1'],
    ['hget', group, 'x'],
    ['hmget', group, 'x'],
    ['hgetall', group],
    ['hset', group, 'x', 'x'],
    ['hdel', group, 'x'],
    ['hlen', group],
    ['xadd', log, '1-0', 'x', 'x'],
    ['xrange', log, '-', '+'],
    ['xdel', log, '1-0'],
    ['smembers', log],
    ['rename', log, log],
    ['time'],
    ['publish', keys.changes, '[]'],
    ['evalsha', '0', '0'],
    ['eval', 'return 1', '0'],
    ['scan', '0'],
    ['info', 'server'],
    ['dbsize'],
  ]
  if (keys.layout === 'python') each.push(['mget', job], ['get', keys.status('arq:rights')])
  return each
}

/**
 * What a user lacks: commands by their names, keys and channels of which none may be touched as `keys` and `channels`.
 * Nothing is done: Redis checks a command's rights when a transaction takes it, and the transaction is thrown away. A user
 * who may begin none is not looked at.
 */
export async function missingRights(
  servers: readonly Run[],
  keys: RedisKeys,
): Promise<readonly string[]> {
  const [run] = servers
  if (!run) return []
  return run(async (client) => {
    // First alone: who may not begin one would do what is only to be asked.
    const mayAsk = await together([client.sendCommand(['MULTI']), client.sendCommand(['DISCARD'])])
    if (!mayAsk) return []
    // In one turn, so that nobody else's command gets into it.
    const begun = client.sendCommand(['MULTI'])
    const asked = probesOf(keys).map((probe) => ask(client, probe))
    await together([begun, client.sendCommand(['DISCARD'])])
    const answers = await Promise.all(asked)
    return [...new Set(answers.flatMap((missing) => missing ?? []))]
  })
}

const together = (answers: readonly Promise<unknown>[]): Promise<boolean> =>
  Promise.all(answers).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ErrorReply) return false
      throw error
    },
  )

async function ask(client: RedisClient, probe: Probe): Promise<string | undefined> {
  try {
    await client.sendCommand([...probe])
    return undefined
  } catch (error) {
    if (!(error instanceof ErrorReply) || !error.message.startsWith('NOPERM')) return undefined
    if (error.message.includes(' channel')) return 'channels'
    return error.message.includes(' key') ? 'keys' : probe[0]
  }
}
