import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

const ALGORITHM = 'aes-256-gcm'
const FLAG_BYTES = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = FLAG_BYTES + NONCE_BYTES
const PLAIN = 0
const ZIPPED = 1

/** Whether this platform can {@link seal} without waiting. */
export const canSeal = (): boolean => true

/** A key that neither prints nor leaves the process by accident. */
export type SealKey = KeyObject

export const sealKey = (bytes: Uint8Array): SealKey => createSecretKey(bytes)

/**
 * Encrypts with AES-256-GCM under a random nonce. @returns base64url of: flags, nonce, cipher text, tag
 * @param context what the text belongs to: it opens with the same one only
 * @param isZipped compresses first
 */
export function seal(key: SealKey, plain: Uint8Array, context: string, isZipped: boolean): string {
  const head = Buffer.allocUnsafe(HEAD_BYTES)
  head[0] = isZipped ? ZIPPED : PLAIN
  randomBytes(NONCE_BYTES).copy(head, FLAG_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, head.subarray(FLAG_BYTES), {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(boundTo(head[0], context))
  const body = cipher.update(isZipped ? gzipSync(plain) : plain)
  const rest = cipher.final()
  return Buffer.concat([head, body, rest, cipher.getAuthTag()]).toString('base64url')
}

/** What {@link seal} was given. @throws when the text, its key or its context are not those, or it unfolds to too much */
export function unseal(
  key: SealKey,
  sealed: string,
  context: string,
  mostBytes: number,
): Uint8Array {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < HEAD_BYTES + TAG_BYTES) throw new RangeError('too short')
  const flags = bytes[0] ?? PLAIN
  const tagAt = bytes.length - TAG_BYTES
  const nonce = bytes.subarray(FLAG_BYTES, HEAD_BYTES)
  const cipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(flags, context))
  cipher.setAuthTag(bytes.subarray(tagAt))
  const plain = Buffer.concat([cipher.update(bytes.subarray(HEAD_BYTES, tagAt)), cipher.final()])
  return flags === ZIPPED ? gunzipSync(plain, { maxOutputLength: mostBytes }) : plain
}

const boundTo = (flags: number, context: string): Uint8Array =>
  Buffer.concat([Buffer.of(flags), Buffer.from(context)])
