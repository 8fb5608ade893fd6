import type { Socket } from 'node:net'

const PREFIX_BYTES = 8

/** Of a frame with a JSON header. Source: apache/rocketmq `remoting/.../protocol/RemotingCommand.java`. */
export interface FrameHeader {
  readonly code: number
  readonly opaque: number
  readonly extFields?: Readonly<Record<string, string>>
}

/** Tells of each whole frame that comes from a socket. */
export function onFrames(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let bytes = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (let frame = frameAt(bytes); frame; frame = frameAt(bytes)) {
      bytes = bytes.subarray(frame.length)
      onFrame(frame)
    }
  })
}

export function headerOf(frame: Buffer): FrameHeader {
  const end = PREFIX_BYTES + (frame.readInt32BE(4) & 0xff_ff_ff)
  return JSON.parse(frame.toString('utf8', PREFIX_BYTES, end)) as FrameHeader
}

export function frameOf(header: object): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeInt32BE(4 + text.length, 0)
  prefix.writeInt32BE(text.length, 4)
  return Buffer.concat([prefix, text])
}

function frameAt(bytes: Buffer): Buffer | undefined {
  if (bytes.length < PREFIX_BYTES) return undefined
  const end = 4 + bytes.readInt32BE(0)
  return bytes.length < end ? undefined : bytes.subarray(0, end)
}
