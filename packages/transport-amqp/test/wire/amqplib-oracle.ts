import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'

/**
 * amqplib's own codec and connection, which it does not export: what our wire is compared with.
 */
const require = createRequire(import.meta.url)
const lib = (file: string): unknown =>
  require(join(dirname(require.resolve('amqplib')), 'lib', file))

export const codec = lib('codec.js') as {
  encodeTable(buffer: Buffer, table: object, offset: number): number
  decodeFields(bytes: Buffer): Record<string, unknown>
}

interface OracleConnection {
  frameMax: number
  maxFrameSize: number
  rest: Buffer
  accept: (frame: unknown) => void
  recvFrame(): unknown
  acceptLoop(): void
  on(event: 'frameError', listener: (error: Error) => void): void
  freshChannel(channel: object, options?: object): number
  sendMessage(
    channel: number,
    method: number,
    fields: object,
    propertiesId: number,
    properties: object,
    content: Buffer,
  ): boolean
  sendMethod(channel: number, method: number, fields: object): boolean
}

const { Connection } = lib('connection.js') as {
  Connection: new (stream: PassThrough) => OracleConnection
}
export const defs = lib('defs.js') as Readonly<Record<string, number>>

export const FRAME_MAX = 4096

/** amqplib's connection on a stream that the test feeds and reads, past its handshake. */
export function oracleConnection(): { connection: OracleConnection; stream: PassThrough } {
  // Room for all that a test sends: nobody reads before it is sent.
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 })
  const connection = new Connection(stream)
  connection.frameMax = FRAME_MAX
  connection.maxFrameSize = 64 * 1024
  return { connection, stream }
}

/** The bytes that amqplib puts on its stream while `send` runs. */
export async function bytesOf(send: (connection: OracleConnection) => void): Promise<Buffer> {
  const { connection, stream } = oracleConnection()
  const channel = { onBufferDrain: () => undefined }
  while (connection.freshChannel(channel) < CHANNEL);
  send(connection)
  // Its channels hand their frames to the socket by setImmediate.
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  const written: unknown = stream.read()
  return Buffer.isBuffer(written) ? written : Buffer.alloc(0)
}

export const CHANNEL = 3
