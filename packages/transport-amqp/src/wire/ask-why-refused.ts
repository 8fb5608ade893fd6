import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import { writeShortText } from './field-table.js'

/** Whom to ask, as whom, and for what. */
export interface Opening {
  readonly host: string
  readonly port: number
  /** As `tls.connect` takes them. Absent: not encrypted. */
  readonly tls: object | undefined
  readonly username: string
  readonly password: string
  readonly virtualHost: string
  readonly limitMs: number
}

/** Why a broker does not let somebody into a virtual host. */
export interface OpeningRefusal {
  /** Of AMQP, for example 530. */
  readonly replyCode: number
  /** The broker's own words. */
  readonly replyText: string
}

const PROTOCOL_HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
const FRAME_END = 0xce
/** Type, channel and size before the payload. */
const FRAME_START = 7

/** Class and method in one number: both have two bytes. */
const START = 0x000a_000a
const START_OK = 0x000a_000b
const TUNE = 0x000a_001e
const TUNE_OK = 0x000a_001f
const OPEN = 0x000a_0028
const CLOSE = 0x000a_0032

/**
 * Opens a connection once more and reads why it is refused: amqplib takes the broker's `connection.close` at this point
 * for a wrong answer and throws its words away.
 * @returns `undefined` when it is not refused this time
 * @throws when the broker cannot be reached, or does not answer in time
 * @see AMQP 0-9-1, 2.2.4 The Connection Class
 */
export async function askWhyRefused(opening: Opening): Promise<OpeningRefusal | undefined> {
  const socket = openSocket(opening)
  try {
    socket.write(PROTOCOL_HEADER)
    for await (const method of methodsFrom(socket)) {
      switch (method.readUInt32BE(0)) {
        case START:
          socket.write(startOk(opening))
          break
        case TUNE:
          // What the broker proposes is taken as it is.
          socket.write(frame(TUNE_OK, method.subarray(4)))
          socket.write(
            frame(OPEN, Buffer.concat([shortText(opening.virtualHost), Buffer.alloc(2)])),
          )
          break
        case CLOSE:
          return readClose(method)
        default:
          return undefined
      }
    }
    throw new Error('closed without a word')
  } finally {
    socket.destroy()
  }
}

function openSocket({ host, port, tls, limitMs }: Opening): Socket {
  // Server names are never addresses (RFC 6066).
  const named = isIP(host) === 0 ? { servername: host } : {}
  const socket = tls ? connectTls({ host, port, ...named, ...tls }) : connectPlain({ host, port })
  return socket.setTimeout(limitMs, () => socket.destroy(new Error('no answer in time')))
}

/** The payloads of the method frames that come. */
async function* methodsFrom(socket: Socket): AsyncGenerator<Buffer> {
  let bytes = Buffer.alloc(0)
  // Sockets without an encoding give buffers.
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk])
    for (let end = endOfFrame(bytes); end <= bytes.length; end = endOfFrame(bytes)) {
      yield bytes.subarray(FRAME_START, end - 1)
      bytes = bytes.subarray(end)
    }
  }
}

const endOfFrame = (bytes: Buffer): number =>
  bytes.length < FRAME_START ? Infinity : FRAME_START + bytes.readUInt32BE(3) + 1

function frame(method: number, fields: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_START + 4)
  head[0] = 1
  head.writeUInt32BE(4 + fields.length, 3)
  head.writeUInt32BE(method, FRAME_START)
  return Buffer.concat([head, fields, Buffer.from([FRAME_END])])
}

function startOk({ username, password }: Opening): Buffer {
  const noProperties = Buffer.alloc(4)
  const response = Buffer.from(`\0${username}\0${password}`)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(response.length)
  return frame(
    START_OK,
    Buffer.concat([noProperties, shortText('PLAIN'), length, response, shortText('en_US')]),
  )
}

function shortText(text: string): Buffer {
  const buffer = Buffer.alloc(1 + Buffer.byteLength(text))
  writeShortText(buffer, text, 0)
  return buffer
}

function readClose(method: Buffer): OpeningRefusal {
  const length = method.readUInt8(6)
  return {
    replyCode: method.readUInt16BE(4),
    replyText: method.toString('utf8', 7, 7 + length),
  }
}
