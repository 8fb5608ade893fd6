import { ErrorReply } from 'redis'

import type { RedisClient } from './redis-client.js'

const FIGURES = {
  redis_version: 'redisVersion',
  valkey_version: 'valkeyVersion',
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
export function readServerDetails(info: string): Details {
  const details: Record<string, string | number> = {}
  for (const line of info.split('\r\n')) {
    const [name = '', value = ''] = line.split(':', 2)
    if (!isFigure(name)) continue
    details[FIGURES[name]] = /^\d+$/.test(value) ? Number(value) : value
  }
  return details
}

/** What adds up over the nodes of a cluster. */
const SUMS: ReadonlySet<string> = new Set([
  'usedMemoryBytes',
  'maxMemoryBytes',
  'connectedClients',
  'commandsProcessed',
  'keyspaceHits',
  'keyspaceMisses',
  'expiredKeys',
  'evictedKeys',
])

type Details = Readonly<Record<string, string | number>>

/** The figures of several servers as one: sums of what adds up, the least of other numbers, and every text there is. */
export function joinDetails(servers: readonly Details[]): Details {
  const [first = {}, ...others] = servers
  if (others.length === 0) return first
  const joined: Record<string, string | number> = { nodes: servers.length }
  for (const name of Object.keys(first)) {
    const values = servers.flatMap((details) => details[name] ?? [])
    const numbers = values.filter((value) => typeof value === 'number')
    const sum = numbers.reduce((total, value) => total + value, 0)
    if (numbers.length < values.length) joined[name] = [...new Set(values)].join(', ')
    else joined[name] = SUMS.has(name) ? sum : Math.min(...numbers)
  }
  return joined
}

const isFigure = (name: string): name is keyof typeof FIGURES => Object.hasOwn(FIGURES, name)

/** What INFO says of the server; nothing when this user may not ask. */
export const readServerInfo = (client: RedisClient): Promise<string> =>
  unlessRefused(client.info('server'), '')

/** Names one run of the server: another one after each start. `undefined` when this user may not ask. */
export const runIdIn = (info: string): string | undefined => /^run_id:(\S+)/m.exec(info)?.[1]

export const isClusterNode = (info: string): boolean => /^redis_mode:cluster/m.test(info)

/** How many nodes share the slots of the cluster; 0 when this user may not ask. */
export async function clusterSize(client: RedisClient): Promise<number> {
  const info = await unlessRefused(client.clusterInfo(), '')
  return Number(/^cluster_size:(\d+)/m.exec(info)?.[1] ?? 0)
}

const unlessRefused = <T>(answer: Promise<T>, otherwise: T): Promise<T> =>
  answer.catch((error: unknown) => {
    if (error instanceof ErrorReply) return otherwise
    throw error
  })
