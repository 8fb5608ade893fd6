import type { ResultStoreConnectionError } from '@arq/core'

import type { RedisClient } from '../redis-client.js'
import { RedisConnection } from '../redis-connection.js'
import { isTimeout } from '../redis-errors.js'
import type { RedisServers, Run, Shard } from '../redis-servers.js'
import type { ResolvedRedisSettings } from '../redis-settings.js'
import type { RedisAddress, RedisEndpoint } from '../redis-url.js'
import type { Script } from '../scripts/script.js'
import { ClusterNodes } from './cluster-nodes.js'
import { type KeyedCommand, KeyedCommands, type KeyedReply } from './keyed-commands.js'
import { scriptCommand } from './script-command.js'

/** A Redis Cluster: each key on one of its masters. */
export class ClusterServers implements RedisServers {
  readonly commands: KeyedCommands
  readonly #settings: ResolvedRedisSettings
  readonly #nodes: ClusterNodes
  #feedNode = Math.floor(Math.random() * 1000)

  constructor(
    settings: ResolvedRedisSettings,
    { endpoints, shown }: Extract<RedisAddress, { kind: 'cluster' }>,
  ) {
    this.#settings = settings
    this.#nodes = new ClusterNodes({ settings, seeds: endpoints, shown })
    this.commands = new KeyedCommands(this.#nodes, shown)
  }

  get isOpen(): boolean {
    return this.#nodes.isOpen
  }

  get isReady(): boolean {
    return this.#nodes.isReady
  }

  get failure(): ResultStoreConnectionError {
    return this.#nodes.failure
  }

  get incarnation(): string | undefined {
    return this.#nodes.incarnation
  }

  open(): Promise<void> {
    return this.#nodes.open()
  }

  close(): Promise<void> {
    return this.#nodes.close()
  }

  refresh(): void {
    this.#nodes.doubt()
  }

  /** Resolves when the nodes have been asked who has which slot. */
  recover(): Promise<void> {
    return this.#nodes.refresh()
  }

  async run<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    const [reply] = await this.#sendTwice([{ key, send: command }])
    // What comes is what `command` gave.
    return valueOf(reply) as T
  }

  async texts(keys: readonly string[]): Promise<readonly (string | null)[]> {
    const replies = await this.#sendTwice(
      keys.map((key) => ({ key, send: (client) => client.get(key) })),
    )
    // What GET answers.
    return replies.map((reply) => valueOf(reply) as string | null)
  }

  async each<T>(
    keys: readonly string[],
    command: (client: RedisClient, key: string) => Promise<T>,
  ): Promise<readonly T[]> {
    const replies = await this.#sendTwice(
      keys.map((key) => ({ key, send: (client) => command(client, key) })),
    )
    // What `command` gives.
    return replies.map((reply) => valueOf(reply) as T)
  }

  async callOnce(script: Script, key: string, values: readonly string[]): Promise<unknown> {
    const [reply] = await this.commands.send([scriptCommand(script, key, values)])
    return valueOf(reply)
  }

  async everywhere(): Promise<readonly Run[]> {
    return (await this.shards()).map(({ run }) => run)
  }

  shards(): Promise<readonly Shard[]> {
    if (!this.isReady) {
      this.#nodes.doubt()
      return Promise.reject(this.failure)
    }
    return Promise.resolve(
      this.#nodes.masters.map(({ name, incarnation, connection }) => ({
        ...{ name, incarnation },
        run: (command) => connection.runRepeatable(command),
      })),
    )
  }

  /** What is published at one node is heard at every other. Each attempt is made at the next node. */
  makeFeed(onReady: (client: RedisClient) => Promise<void>): RedisConnection {
    return new RedisConnection({
      settings: this.#settings,
      shown: this.#settings.address.shown,
      locate: () => this.#nextFeedNode(),
      onReady,
    })
  }

  /** With `retryOnTimeout`, those without an answer once more. */
  async #sendTwice(commands: readonly KeyedCommand[]): Promise<readonly KeyedReply[]> {
    const replies = await this.commands.send(commands)
    const silent = commands.filter((_command, index) => isSilent(replies[index]))
    if (silent.length === 0 || !this.#settings.retryOnTimeout) return replies
    await this.#nodes.refresh()
    const second = (await this.commands.send(silent)).values()
    return replies.map((reply) => (isSilent(reply) ? (second.next().value ?? reply) : reply))
  }

  #nextFeedNode(): RedisEndpoint {
    const endpoints = this.#nodes.endpoints
    this.#feedNode += 1
    return endpoints[this.#feedNode % endpoints.length] ?? { host: 'localhost', port: 6379 }
  }
}

const isSilent = (reply: KeyedReply | undefined): boolean =>
  reply !== undefined && 'error' in reply && isTimeout(reply.error)

function valueOf(reply: KeyedReply | undefined): unknown {
  if (reply && 'value' in reply) return reply.value
  throw reply?.error ?? new Error('a command of a cluster has no reply')
}
