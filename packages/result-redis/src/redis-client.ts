import { createClient } from 'redis'

import type { ResolvedRedisSettings } from './redis-settings.js'
import type { RedisEndpoint } from './redis-url.js'

/** An idle connection is asked this often whether it still lives. */
const PING_INTERVAL_MS = 10_000

/** Who connects, and to which database; absent is what the server takes for granted. */
export interface RedisLogin {
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly database?: number
}

/** A node-redis client that never reconnects by itself and never queues commands: `RedisConnection` does that. */
export function createRedisClient(
  settings: ResolvedRedisSettings,
  { host, port }: RedisEndpoint,
  { username, password, database = 0 }: RedisLogin = settings.address,
) {
  const { address, tls, connectTimeoutMs, commandTimeoutMs } = settings
  const common = {
    host,
    port,
    connectTimeout: connectTimeoutMs,
    // Longer than a ping may take to be answered; silence beyond it means that the peer is gone.
    socketTimeout: PING_INTERVAL_MS + commandTimeoutMs,
    reconnectStrategy: false,
  } as const
  return createClient({
    socket: address.tls ? { ...common, ...definedOnly(tls ?? {}), tls: true } : common,
    ...definedOnly({ username, password }),
    database,
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    clientInfoTag: 'arq',
    maintNotifications: 'disabled',
    // Ours watches over the answer, not only over the writing, and costs less than a signal per command.
    commandOptions: { timeout: 0 },
  })
}

export type RedisClient = ReturnType<typeof createRedisClient>

/** Lets what is under way be answered, for at most `limitMs`, and ends the connection. */
export async function closeGently(client: RedisClient, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  // It may have broken a moment ago: then there is nothing left to wait for.
  await Promise.race([client.close().catch(() => undefined), limit])
  clearTimeout(timer)
  client.destroy()
}

// node-redis takes an option that is present and undefined for a value.
function definedOnly<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  // Object.fromEntries cannot express that names keep their types.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
