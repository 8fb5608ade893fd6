import { ClosedError, renderText, type ResultStoreConnectionError, toError } from '@arq/core'

import { RedisConnection } from '../redis-connection.js'
import { noConnection } from '../redis-errors.js'
import type { ResolvedRedisSettings } from '../redis-settings.js'
import { type RedisEndpoint, shownEndpoint } from '../redis-url.js'
import { readServerInfo, runIdIn } from '../server-details.js'
import { texts } from '../texts.js'
import { askSlots } from './ask-slots.js'
import type { SlotMap } from './slot-map.js'

/** While something is wrong the nodes are asked this often who has which slot; half of it is jitter. */
const DOUBT_INTERVAL_MS = 500

export interface ClusterNodesParts {
  readonly settings: ResolvedRedisSettings
  readonly seeds: readonly RedisEndpoint[]
  /** The URL for people. */
  readonly shown: string
}

interface ClusterMaster {
  readonly name: string
  /** Its run; empty while it is not known. */
  readonly incarnation: string
  readonly connection: RedisConnection
}

/** The masters of a cluster, a connection to each, and which of them has which slot: asked anew whenever in doubt. */
export class ClusterNodes {
  readonly #parts: ClusterNodesParts
  readonly #connections = new Map<string, RedisConnection>()
  /** Connections to nodes that are no masters any more. */
  readonly #closing = new Set<Promise<void>>()
  readonly #runIds = new Map<string, string>()
  #slots: SlotMap | undefined
  #isOpen = false
  #refreshing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #lastError: Error | undefined

  constructor(parts: ClusterNodesParts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Every slot has an owner, and there is a connection to each of them. */
  get isReady(): boolean {
    const slots = this.#slots
    return (
      slots !== undefined &&
      slots.unserved === undefined &&
      [...slots.masters.keys()].every((name) => this.#connections.get(name)?.isReady === true)
    )
  }

  /** Why it is not ready: of the first master that cannot be reached, or of the cluster. */
  get failure(): ResultStoreConnectionError {
    for (const name of this.#slots?.masters.keys() ?? []) {
      const connection = this.#connections.get(name)
      if (connection && !connection.isReady) return connection.failure
    }
    const slot = this.#slots?.unserved
    const unserved =
      slot === undefined ? undefined : new Error(renderText(texts.slotUnserved({ slot })))
    return noConnection(this.#lastError ?? unserved, this.#parts.shown)
  }

  /** The runs of all masters. */
  get incarnation(): string | undefined {
    const names = [...(this.#slots?.masters.keys() ?? [])]
    const runIds = names.flatMap((name) => this.#runIds.get(name) ?? [])
    return runIds.length === 0 ? undefined : runIds.sort().join(' ')
  }

  get endpoints(): readonly RedisEndpoint[] {
    return [...(this.#slots?.all ?? []), ...this.#parts.seeds]
  }

  get masters(): readonly ClusterMaster[] {
    return [...(this.#slots?.masters ?? [])].map(([name, endpoint]) => ({
      name,
      incarnation: this.#runIds.get(name) ?? '',
      connection: this.connectionTo(endpoint),
    }))
  }

  ownerOf(slot: number): RedisEndpoint | undefined {
    return this.#slots?.ownerOf(slot)
  }

  moved(slot: number, to: RedisEndpoint): void {
    this.#slots?.move(slot, to)
    this.doubt()
  }

  async open(): Promise<void> {
    this.#isOpen = true
    await this.refresh()
    await Promise.all([...this.#connections.values()].map((master) => master.nextAttempt()))
  }

  async close(): Promise<void> {
    this.#isOpen = false
    clearTimeout(this.#timer)
    const connections = [...this.#connections.values()]
    this.#connections.clear()
    await Promise.all([...this.#closing, ...connections.map((connection) => connection.close())])
  }

  /** Asks who has which slot, unless that is being asked. Never rejects. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  /** Something was not as it should be: asks soon, and again until all is well. */
  doubt(): void {
    if (this.#timer !== undefined || !this.#isOpen) return
    const delayMs = DOUBT_INTERVAL_MS * (0.5 + Math.random() / 2)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.refresh()
    }, delayMs)
  }

  /** A new one begins to open: see `RedisConnection.nextAttempt`. */
  connectionTo(endpoint: RedisEndpoint): RedisConnection {
    if (!this.#isOpen) throw new ClosedError('RedisResultStore')
    const name = shownEndpoint(endpoint)
    const known = this.#connections.get(name)
    if (known) return known
    const { settings } = this.#parts
    const connection = new RedisConnection({
      settings,
      shown: `redis${settings.address.tls ? 's' : ''}://${name}`,
      locate: () => endpoint,
      onReady: async (client) => {
        const runId = runIdIn(await readServerInfo(client))
        if (runId !== undefined) this.#runIds.set(name, runId)
      },
      onLost: () => this.doubt(),
    })
    this.#connections.set(name, connection)
    void connection.open()
    return connection
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      const slots = await askSlots(this.#parts.settings, shuffled(this.endpoints))
      if (!this.#isOpen) return
      this.#slots = slots
      this.#lastError = undefined
      // Not awaited: a master that does not answer would keep us from hearing who has taken its place.
      for (const endpoint of slots.masters.values()) this.connectionTo(endpoint)
      this.#dropOthers(slots)
    } catch (error) {
      this.#lastError = toError(error)
    }
    if (!this.isReady) this.doubt()
  }

  #dropOthers({ masters }: SlotMap): void {
    for (const [name, connection] of this.#connections) {
      if (masters.has(name)) continue
      this.#connections.delete(name)
      this.#runIds.delete(name)
      const closing = connection.close().finally(() => this.#closing.delete(closing))
      this.#closing.add(closing)
    }
  }
}

function shuffled(endpoints: readonly RedisEndpoint[]): readonly RedisEndpoint[] {
  const byName = new Map(endpoints.map((endpoint) => [shownEndpoint(endpoint), endpoint]))
  return [...byName.values()]
    .map((endpoint) => ({ endpoint, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ endpoint }) => endpoint)
}
