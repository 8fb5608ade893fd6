import { ConfigurationError, type ResultStoreConnectionError } from '@arq/core'

import type { RedisClient } from './redis-client.js'
import { RedisConnection } from './redis-connection.js'
import type { RedisServers, Run, Shard } from './redis-servers.js'
import type { ResolvedRedisSettings } from './redis-settings.js'
import { type RedisAddress, shownEndpoint } from './redis-url.js'
import type { Script } from './scripts/script.js'
import { askSentinels, refuseReplica } from './sentinel.js'
import { clusterSize, isClusterNode, readServerInfo, runIdIn } from './server-details.js'
import { texts } from './texts.js'
import { callOnKey } from './write-call.js'

/** All keys on one server: the one of the URL, or the one that the sentinels name. */
export class SingleServer implements RedisServers {
  readonly connection: RedisConnection
  readonly #settings: ResolvedRedisSettings
  readonly #address: Exclude<RedisAddress, { kind: 'cluster' }>
  #runId: string | undefined

  constructor(
    settings: ResolvedRedisSettings,
    address: Exclude<RedisAddress, { kind: 'cluster' }>,
  ) {
    this.#settings = settings
    this.#address = address
    this.connection = this.#connect(async (client) => {
      const info = await readServerInfo(client)
      await this.#refuseNodeOfCluster(client, info)
      if (address.kind === 'sentinel') await refuseReplica(client)
      this.#runId = runIdIn(info)
    })
  }

  get isOpen(): boolean {
    return this.connection.isOpen
  }

  get isReady(): boolean {
    return this.connection.isReady
  }

  get failure(): ResultStoreConnectionError {
    return this.connection.failure
  }

  get incarnation(): string | undefined {
    return this.#runId
  }

  open(): Promise<void> {
    return this.connection.open()
  }

  close(): Promise<void> {
    return this.connection.close()
  }

  refresh(): void {
    this.connection.refresh()
  }

  run<T>(_key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.connection.runRepeatable(command)
  }

  texts(keys: readonly string[]): Promise<readonly (string | null)[]> {
    return this.connection.runRepeatable((client) => client.mGet([...keys]))
  }

  each<T>(
    keys: readonly string[],
    command: (client: RedisClient, key: string) => Promise<T>,
  ): Promise<readonly T[]> {
    return this.connection.runRepeatable((client) =>
      Promise.all(keys.map((key) => command(client, key))),
    )
  }

  callOnce(script: Script, key: string, values: readonly string[]): Promise<unknown> {
    return this.connection.run((client) => callOnKey(client, script, key, values))
  }

  everywhere(): Promise<readonly Run[]> {
    return Promise.resolve([(command) => this.connection.runRepeatable(command)])
  }

  shards(): Promise<readonly Shard[]> {
    const run: Run = (command) => this.connection.runRepeatable(command)
    return Promise.resolve([{ name: '', incarnation: this.#runId ?? '', run }])
  }

  makeFeed(onReady: (client: RedisClient) => Promise<void>): RedisConnection {
    return this.#connect(onReady)
  }

  #connect(onReady: (client: RedisClient) => Promise<void>): RedisConnection {
    const address = this.#address
    const settings = this.#settings
    return new RedisConnection({
      settings,
      shown: address.shown,
      locate: () =>
        address.kind === 'single' ? address.endpoint : askSentinels(settings, address),
      onReady,
    })
  }

  /** It would serve some jobs and refuse all others. One that has all slots serves as any server does. */
  async #refuseNodeOfCluster(client: RedisClient, info: string): Promise<void> {
    const address = this.#address
    if (address.kind !== 'single' || !isClusterNode(info)) return
    if ((await clusterSize(client)) <= 1) return
    const text = texts.nodeOfCluster({ address: shownEndpoint(address.endpoint) })
    throw new ConfigurationError('RedisResultStore settings', [{ path: 'url', text }])
  }
}
