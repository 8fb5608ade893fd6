import type { Channel } from 'amqplib'

import { type AmqplibConnection, lookInside } from './amqplib-internals.js'
import { FastSettleLink } from './fast-settle.js'
import { PlainSettleLink } from './plain-settle.js'
import type { SettleLink } from './settle-link.js'
import { TurnWriter } from './turn-writer.js'

/** Settlements are small. */
const BLOCK_BYTES = 16 * 1024

/** The ways of settlements of a connection and of those that follow it: one writer each, made when first needed. */
export class SettleLinks {
  readonly #byConnection = new WeakMap<AmqplibConnection, TurnWriter>()

  /** By amqplib's methods where that is not built as expected. */
  open(channel: Channel): SettleLink {
    const inside = lookInside(channel)
    if (!inside) return new PlainSettleLink(channel)
    const { connection } = inside
    const writer = this.#byConnection.get(connection) ?? new TurnWriter(connection, BLOCK_BYTES)
    this.#byConnection.set(connection, writer)
    return new FastSettleLink(inside, writer)
  }
}
