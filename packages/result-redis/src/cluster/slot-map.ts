import { type RedisEndpoint, shownEndpoint } from '../redis-url.js'
import { SLOTS } from './key-slot.js'

/** As node-redis gives what `CLUSTER SLOTS` answers. */
export interface SlotRange {
  readonly from: number
  readonly to: number
  readonly master: { readonly host: unknown; readonly port: number }
  readonly replicas: readonly { readonly host: unknown; readonly port: number }[]
}

/** Which node has which slot. */
export class SlotMap {
  readonly #owners = Array.from<RedisEndpoint | undefined>({ length: SLOTS })
  readonly #replicas: readonly RedisEndpoint[]

  /** @param asked the node that answered: it may leave out its own host */
  constructor(ranges: readonly SlotRange[], asked: RedisEndpoint) {
    const endpoint = ({ host, port }: SlotRange['master']): RedisEndpoint => ({
      host: typeof host === 'string' && host !== '' && host !== '?' ? host : asked.host,
      port,
    })
    for (const { from, to, master } of ranges) this.#owners.fill(endpoint(master), from, to + 1)
    this.#replicas = ranges.flatMap(({ replicas }) => replicas.map(endpoint))
  }

  ownerOf(slot: number): RedisEndpoint | undefined {
    return this.#owners[slot]
  }

  move(slot: number, to: RedisEndpoint): void {
    this.#owners[slot] = to
  }

  /** The first slot that no node has; `undefined` when each has an owner. */
  get unserved(): number | undefined {
    const slot = this.#owners.indexOf(undefined)
    return slot < 0 ? undefined : slot
  }

  get masters(): ReadonlyMap<string, RedisEndpoint> {
    const owners = new Set(this.#owners)
    const found = new Map<string, RedisEndpoint>()
    for (const owner of owners) if (owner) found.set(shownEndpoint(owner), owner)
    return found
  }

  get all(): readonly RedisEndpoint[] {
    return [...this.masters.values(), ...this.#replicas]
  }
}
