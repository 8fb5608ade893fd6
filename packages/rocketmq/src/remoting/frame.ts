import { FrameError } from '../errors/errors.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import type { LanguageCode } from './language.js'

/**
 * A frame on the wire, all integers big-endian:
 * `int32 length` (of what follows), `int8 serializeType`, `int24 headerLength`, header, body.
 * Source: RemotingCommand.java, NettyDecoder.java.
 */
export const LENGTH_FIELD_BYTES = 4

/** Length field, serialize type and header length. */
export const FRAME_PREFIX_BYTES = 8

/** The server's own limit for a whole frame (`com.rocketmq.remoting.frameMaxLength`). */
export const DEFAULT_MAX_FRAME_BYTES = 16 * 1024 * 1024

/** How a frame's header is written. Servers read both; a frame says by itself which one it has. */
export type HeaderForm = 'json' | 'binary'

/** The byte that stands for a header form. Source: SerializeType.java. */
export const SERIALIZE_TYPE = { json: 0, binary: 1 } as const satisfies Record<HeaderForm, number>

/** Bits of {@link FrameHeader.flag}. */
export const FLAG_RESPONSE = 1
export const FLAG_ONEWAY = 2

/** What every frame's header says, in either form. */
export interface FrameHeader {
  /** Request code, or response code in a response. */
  readonly code: number
  /** `undefined` for a language that this version does not know. */
  readonly language: LanguageCode | undefined
  /** Ordinal of the sender's protocol version. */
  readonly version: number
  /** Correlation id: a response repeats its request's. */
  readonly opaque: number
  readonly flag: number
  readonly remark: string | undefined
  readonly ext: Readonly<Record<string, string>>
}

/** A frame as it was received. The body is a view on the bytes received, not a copy. */
export interface Frame extends FrameHeader {
  readonly body: Buffer
}

export const isResponse = (header: FrameHeader): boolean => (header.flag & FLAG_RESPONSE) !== 0
export const isOneway = (header: FrameHeader): boolean => (header.flag & FLAG_ONEWAY) !== 0

/** Bytes that are not what the protocol says. */
export function frameInvalid(reason: Text, cause?: unknown): FrameError {
  return new FrameError({
    code: 'ROCKETMQ_FRAME_INVALID',
    text: texts.frameInvalid({ reason }),
    cause,
  })
}
