import type { Socket } from 'node:net'

import type { RemotingRequest } from './command.js'
import type { FrameHeader } from './frame.js'
import { FrameWriter, type FrameWriterParts } from './frame-writer.js'
import type { PendingCall } from './pending-call.js'
import { languageFor, PROTOCOL_VERSION } from './version.js'

/** Frames beyond this leave at once instead of at the end of the turn. */
const FLUSH_BYTES = 256 * 1024

const NO_EXT = {}

/** What distinguishes one frame of ours from another. */
export type OutgoingHead = Pick<FrameHeader, 'code' | 'opaque' | 'flag' | 'remark'>

/** What leaves through one socket: the frames of one turn together, in one write. */
export class Outbox {
  readonly #writer: FrameWriter
  #socket: Socket | undefined
  #isFlushDue = false
  /** One-way calls whose frames the socket has not taken yet. */
  #held: PendingCall[] = []
  /** The server's protocol version, once it has said anything. */
  serverVersion: number | undefined

  constructor(parts: FrameWriterParts) {
    this.#writer = new FrameWriter(parts)
  }

  /** One-way calls whose frames the socket has not taken yet. */
  get heldCount(): number {
    return this.#held.length
  }

  attach(socket: Socket): void {
    this.#socket = socket
    socket.on('drain', () => this.#settleHeld())
  }

  /** @throws {@link FrameError} `ROCKETMQ_FRAME_TOO_LARGE`, `ROCKETMQ_FRAME_INVALID`; nothing leaves then */
  add(head: OutgoingHead, { ext, body }: Pick<RemotingRequest, 'ext' | 'body'>): void {
    this.#writer.append(
      {
        code: head.code,
        language: languageFor(this.serverVersion),
        version: PROTOCOL_VERSION,
        opaque: head.opaque,
        flag: head.flag,
        remark: head.remark,
        ext: ext ?? NO_EXT,
      },
      body,
    )
    if (this.#writer.byteLength >= FLUSH_BYTES) this.flush()
    else this.#flushSoon()
  }

  /** The call is done when the socket has taken all that was added until now. */
  hold(call: PendingCall): void {
    this.#held.push(call)
    this.#flushSoon()
  }

  /** The calls that were not done, because the socket is gone. */
  takeHeld(): readonly PendingCall[] {
    const calls = this.#held
    this.#held = []
    return calls
  }

  readonly flush = (): void => {
    this.#isFlushDue = false
    if (!this.#socket) return
    const bytes = this.#writer.take()
    // A socket with much unsent data makes one-way callers wait: they have no answer to wait for.
    const isFlowing =
      bytes.length === 0 ? !this.#socket.writableNeedDrain : this.#socket.write(bytes)
    if (isFlowing) this.#settleHeld()
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // After the promises of this turn: whatever they send leaves in the same write.
    process.nextTick(this.flush)
  }

  #settleHeld(): void {
    if (this.#held.length === 0) return
    for (const call of this.takeHeld()) call.sent()
  }
}
