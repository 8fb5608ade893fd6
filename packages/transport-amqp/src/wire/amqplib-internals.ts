import type { Channel } from 'amqplib'

/**
 * The parts of amqplib's connection that it does not document and that the fast wire uses. The only file that knows
 * them; `amqplib` is pinned to its minor version, and whatever looks different at run time means the plain way.
 */
export interface AmqplibConnection {
  readonly stream: AmqplibStream
  /** The largest frame that both sides agreed on, with its 8 bytes of overhead. */
  readonly frameMax: number
  /** A larger frame from the broker ends the connection; 0: no limit. */
  readonly maxFrameSize: number
  /** Bytes that have come and are not yet decoded. */
  rest: Buffer
  /** Whether anything was sent since the last look: without it a heartbeat goes out. */
  sentSinceLastCheck: boolean
  /** Whether anything came since the last look: without it the connection counts as dead. */
  recvSinceLastCheck: boolean
  /** Decodes the next whole frame; `false` when there is none. */
  recvFrame(): unknown
}

interface AmqplibStream {
  write(bytes: Buffer): boolean
  read(): Buffer | null
  on(event: 'drain', listener: () => void): unknown
  off(event: 'drain', listener: () => void): unknown
  readonly writable: boolean
}

export interface AmqplibChannel {
  /** Its number in frames. */
  readonly number: number
  readonly connection: AmqplibConnection
  /** Whether either side has begun to close it: no frame may follow. */
  isClosing(): boolean
}

/**
 * A look inside a channel, once it is open.
 * @returns `undefined` when amqplib is not built as expected
 */
export function lookInside(channel: Channel): AmqplibChannel | undefined {
  // Undocumented: each part is checked before it is believed.
  const ch: unknown = Reflect.get(channel, 'ch')
  const connection: unknown = Reflect.get(channel, 'connection')
  if (typeof ch !== 'number' || !isConnection(connection)) return undefined
  const send: unknown = Reflect.get(channel, SEND)
  if (typeof send !== 'function') return undefined
  // It puts a function that throws in its place when the channel begins to close.
  return { number: ch, connection, isClosing: () => Reflect.get(channel, SEND) !== send }
}

/** The method by which a channel of amqplib sends. */
const SEND = 'sendImmediately'

function isConnection(value: unknown): value is AmqplibConnection {
  if (typeof value !== 'object' || value === null) return false
  const part = (name: string): unknown => Reflect.get(value, name)
  return (
    isStream(part('stream')) &&
    typeof part('frameMax') === 'number' &&
    typeof part('maxFrameSize') === 'number' &&
    Buffer.isBuffer(part('rest')) &&
    typeof part('sentSinceLastCheck') === 'boolean' &&
    typeof part('recvSinceLastCheck') === 'boolean' &&
    typeof part('recvFrame') === 'function'
  )
}

function isStream(value: unknown): value is AmqplibStream {
  if (typeof value !== 'object' || value === null) return false
  return ['write', 'read', 'on', 'off'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  )
}
