import { Duplex } from 'node:stream'

import type { ChannelModel } from 'amqplib'

/**
 * Ends a connection without asking the broker, which may not answer any more. Whoever uses the connection hears of it as
 * of any other loss.
 */
export function breakOff(model: ChannelModel, why?: Error): void {
  // amqplib does not document it; where it is named otherwise, heartbeats end the connection.
  const socket: unknown = Reflect.get(model.connection, 'stream')
  if (socket instanceof Duplex) socket.destroy(why)
}

/** Longest wait for the last bytes of an orderly end, milliseconds. */
const LAST_BYTES_MS = 5000

/**
 * amqplib closes its half of a lost connection. Towards a host that is gone that lasts many minutes, in which the socket
 * would keep the process alive.
 */
export function breakOffSoon(model: ChannelModel): void {
  setTimeout(() => breakOff(model), LAST_BYTES_MS).unref()
}
