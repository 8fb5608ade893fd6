import type { ResultStoreError } from '@arq/core'
import { unavailable } from '@arq/core/store'
import { ErrorReply } from 'redis'

import type { RedisClient } from '../redis-client.js'
import { isReadOnly, toStoreError } from '../redis-errors.js'
import { type RedisEndpoint, shownEndpoint } from '../redis-url.js'
import { texts } from '../texts.js'
import type { ClusterNodes } from './cluster-nodes.js'
import { keySlot } from './key-slot.js'
import { type Redirection, redirectionIn } from './redirection.js'

/** A slot can move again while it is being looked for; a cluster whose nodes disagree would send us round for ever. */
const MOST_TRIES = 6

/** One command for the node that has a key. */
export interface KeyedCommand {
  readonly key: string
  /**
   * Sends it, and must do so before it waits for anything.
   * @param inFull the node has said that it does not know the script
   */
  readonly send: (client: RedisClient, inFull: boolean) => Promise<unknown>
}

/** What a command was answered, or the error that it alone failed with. */
export type KeyedReply = { readonly value: unknown } | { readonly error: ResultStoreError }

/** A command that has no reply yet. */
interface Open {
  readonly command: KeyedCommand
  readonly place: number
  readonly to: RedisEndpoint | undefined
  readonly isAsking: boolean
  readonly inFull: boolean
}

type Said = { readonly value: unknown } | { readonly thrown: unknown }

/** Takes commands to the nodes that have their keys: those of one node together, and each on to wherever its slot went. */
export class KeyedCommands {
  readonly #nodes: ClusterNodes
  readonly #shown: string

  constructor(nodes: ClusterNodes, shown: string) {
    this.#nodes = nodes
    this.#shown = shown
  }

  /** A reply for each, in order. Those of one key must not be in one call: a redirection could change their order. */
  async send(commands: readonly KeyedCommand[]): Promise<readonly KeyedReply[]> {
    const replies = new Array<KeyedReply>(commands.length)
    let open: readonly Open[] = commands.map((command, place) => ({
      ...{ command, place, to: undefined, isAsking: false, inFull: false },
    }))
    for (let tries = 1; open.length > 0; tries += 1) {
      const next: Open[] = []
      await Promise.all(
        this.#groups(open, replies).map(async ({ to, group }) => {
          const answers = await this.#sendTo(to, group)
          group.forEach((each, index) => {
            const said = answers[index]
            const again = said && this.#again(each, said, to)
            if (again && tries < MOST_TRIES) next.push(again)
            else replies[each.place] = this.#replyOf(said, to, again !== undefined)
          })
        }),
      )
      open = next
    }
    return replies
  }

  /** By node. Where a slot has none for now, that is the reply. */
  #groups(
    open: readonly Open[],
    replies: KeyedReply[],
  ): { readonly to: RedisEndpoint; readonly group: Open[] }[] {
    const groups = new Map<string, { readonly to: RedisEndpoint; readonly group: Open[] }>()
    for (const each of open) {
      const slot = keySlot(each.command.key)
      const to = each.to ?? this.#nodes.ownerOf(slot)
      if (to === undefined) {
        this.#nodes.doubt()
        replies[each.place] = { error: this.#unserved(slot) }
        continue
      }
      const name = shownEndpoint(to)
      const { group } = groups.get(name) ?? { group: [] as Open[] }
      group.push(each)
      groups.set(name, { to, group })
    }
    return [...groups.values()]
  }

  #unserved(slot: number): ResultStoreError {
    if (this.#nodes.masters.length === 0) return this.#nodes.failure
    const name = { database: 'Redis', address: this.#shown }
    return unavailable(name, { reason: texts.slotUnserved({ slot }), cause: undefined })
  }

  /** In one round trip. Never rejects. */
  async #sendTo(to: RedisEndpoint, group: readonly Open[]): Promise<readonly Said[]> {
    try {
      const connection = this.#nodes.connectionTo(to)
      // One that we have just been sent to is not open yet.
      if (connection.isBeginning) await connection.nextAttempt()
      return await connection.run((client) =>
        Promise.all(group.map((each) => sendOne(client, each))),
      )
    } catch (thrown) {
      this.#nodes.doubt()
      return group.map(() => ({ thrown }))
    }
  }

  #again(each: Open, said: Said, from: RedisEndpoint): Open | undefined {
    if (!('thrown' in said)) return undefined
    const redirection = redirectionIn(said.thrown, from)
    if (!redirection) {
      if (said.thrown instanceof ErrorReply && isReadOnly(said.thrown.message)) this.#nodes.doubt()
      return undefined
    }
    if (redirection.kind === 'moved') this.#nodes.moved(redirection.slot, redirection.to)
    return redirected(each, redirection, from)
  }

  #replyOf(said: Said | undefined, to: RedisEndpoint, isRedirected: boolean): KeyedReply {
    if (said && 'value' in said) return said
    const address = shownEndpoint(to)
    const error = toStoreError(said?.thrown, address)
    if (!isRedirected) return { error }
    const reason = texts.clusterMoves({ reason: String(error.details['reason']) })
    return { error: unavailable({ database: 'Redis', address }, { reason, cause: error }) }
  }
}

function redirected(each: Open, redirection: Redirection, from: RedisEndpoint): Open {
  switch (redirection.kind) {
    case 'unknown script':
      return { ...each, to: from, inFull: true }
    case 'ask':
      return { ...each, to: redirection.to, isAsking: true }
    case 'moved':
      return { ...each, to: redirection.to, isAsking: false }
  }
}

async function sendOne(client: RedisClient, { command, isAsking, inFull }: Open): Promise<Said> {
  // It holds for the next command of the connection, which is the one below.
  if (isAsking) client.sendCommand(['ASKING']).catch(() => undefined)
  try {
    return { value: await command.send(client, inFull) }
  } catch (thrown) {
    return { thrown }
  }
}
