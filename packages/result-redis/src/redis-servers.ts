import type { ResultStoreConnectionError } from '@arq/core'

import type { RedisClient } from './redis-client.js'
import type { RedisConnection } from './redis-connection.js'
import type { Script } from './scripts/script.js'

/** Takes commands to one server; see `RedisConnection.run`. What may be done twice is, after a timeout. */
export type Run = <T>(command: (client: RedisClient) => Promise<T>) => Promise<T>

/** One server that has keys. */
export interface Shard {
  /** The same as long as it serves. */
  readonly name: string
  /** Another one after each start: what a scan has told before means nothing any more. */
  readonly incarnation: string
  readonly run: Run
}

/** Where the keys are: on one server, or each on one of many. */
export interface RedisServers {
  readonly isOpen: boolean
  /** Whether every key can be reached. */
  readonly isReady: boolean
  /** Why not, if it is not ready. */
  readonly failure: ResultStoreConnectionError
  /** Names one run of all servers that keys are on: another one when one of them was started anew, or is another. */
  readonly incarnation: string | undefined
  /** Makes the first attempt and resolves after it, connected or not: see {@link isReady}. */
  open(): Promise<void>
  close(): Promise<void>
  /** Looks for the servers anew: one has said that it takes no writes any more. */
  refresh(): void
  /** Runs a command where a key is. It may be done twice. */
  run<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T>
  /** The texts of many keys. */
  texts(keys: readonly string[]): Promise<readonly (string | null)[]>
  /** Runs a command for each of many keys, in one round trip. It may be done twice. No key is named twice. */
  each<T>(
    keys: readonly string[],
    command: (client: RedisClient, key: string) => Promise<T>,
  ): Promise<readonly T[]>
  /** Calls a script that touches one key, once: whether a call without an answer was done is not known. */
  callOnce(script: Script, key: string, values: readonly string[]): Promise<unknown>
  /** One for each server that has keys. Rejects when not all keys can be reached. */
  everywhere(): Promise<readonly Run[]>
  /** The same, by their names. */
  shards(): Promise<readonly Shard[]>
  /** A connection for subscriptions, not yet open. */
  makeFeed(onReady: (client: RedisClient) => Promise<void>): RedisConnection
}
