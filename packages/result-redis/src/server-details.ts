import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'

const FIGURES = {
  redis_version: 'redisVersion',
  uptime_in_seconds: 'uptimeSeconds',
  used_memory: 'usedMemoryBytes',
  maxmemory: 'maxMemoryBytes',
  maxmemory_policy: 'evictionPolicy',
  aof_enabled: 'appendOnly',
  connected_clients: 'connectedClients',
  total_commands_processed: 'commandsProcessed',
  keyspace_hits: 'keyspaceHits',
  keyspace_misses: 'keyspaceMisses',
  expired_keys: 'expiredKeys',
  evicted_keys: 'evictedKeys',
} as const

/** The figures worth showing out of Redis' INFO text. */
export function readServerDetails(info: string): Readonly<Record<string, string | number>> {
  const details: Record<string, string | number> = {}
  for (const line of info.split('\r\n')) {
    const [name = '', value = ''] = line.split(':', 2)
    if (!isFigure(name)) continue
    details[FIGURES[name]] = /^\d+$/.test(value) ? Number(value) : value
  }
  return details
}

const isFigure = (name: string): name is keyof typeof FIGURES => Object.hasOwn(FIGURES, name)

/** Names one run of the server: another one after each start. `undefined` when this user may not ask. */
export async function readRunId(client: RedisClient): Promise<string | undefined> {
  const info = await client.info('server').catch((error: unknown) => {
    if (error instanceof ErrorReply) return ''
    throw error
  })
  return /^run_id:(\S+)/m.exec(info)?.[1]
}
