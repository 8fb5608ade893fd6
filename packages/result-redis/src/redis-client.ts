import { createClient } from 'redis'

import type { ResolvedRedisSettings } from './redis-settings.js'

/** An idle connection is asked this often whether it still lives. */
const PING_INTERVAL_MS = 10_000

/** A node-redis client that never reconnects by itself and never queues commands: `RedisConnection` does that. */
export function createRedisClient(settings: ResolvedRedisSettings) {
  const { address, connectTimeoutMs, commandTimeoutMs } = settings
  const common = {
    host: address.host,
    port: address.port,
    connectTimeout: connectTimeoutMs,
    // Longer than a ping may take to be answered; silence beyond it means that the peer is gone.
    socketTimeout: PING_INTERVAL_MS + commandTimeoutMs,
    reconnectStrategy: false,
  } as const
  return createClient({
    socket: address.tls ? { ...common, ...definedOnly(settings.tls ?? {}), tls: true } : common,
    ...definedOnly({ username: address.username, password: address.password }),
    database: address.database,
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    clientInfoTag: 'arq',
    maintNotifications: 'disabled',
    // Ours watches over the answer, not only over the writing, and costs less than a signal per command.
    commandOptions: { timeout: 0 },
  })
}

export type RedisClient = ReturnType<typeof createRedisClient>

// node-redis takes an option that is present and undefined for a value.
function definedOnly<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  // Object.fromEntries cannot express that names keep their types.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
