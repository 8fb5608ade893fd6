import { type AnyTask, jsonCodec } from '@arq/core'
import { decodeBody } from '@arq/core/internal'

/** What stands for "as it is" in `content_encoding`; clients of several languages write the charset there. */
const PLAIN = new Set(['', 'identity', 'utf-8', 'utf8'])

/**
 * The default of `decode`: the body is JSON, plain or in gzip.
 * @throws SerializationError `ARQ_DECODE_FAILED`
 */
export function jsonArguments(
  { input, params }: Pick<AnyTask, 'input' | 'params'>,
  body: Buffer,
  { contentEncoding }: { readonly contentEncoding: string | undefined },
): unknown {
  const hasNames = input !== undefined || params !== undefined
  const read = (plain: Uint8Array): unknown => {
    const value = jsonCodec.decode(plain)
    return hasNames && isPlainObject(value) ? value : [value]
  }
  return PLAIN.has(contentEncoding?.toLowerCase() ?? '')
    ? read(body)
    : decodeBody({ body, contentEncoding }).then(read)
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
