import { DecryptFailed } from '../errors/payload-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { RawArguments } from '../task/task-arguments.js'
import type { Codec } from '../wire/codec.js'
import type { JobMessage } from '../wire/job-message.js'
import { contextOf } from './job-seal.js'
import { type SealedPart, sealedPartOf } from './sealed-text.js'

/** What became of encrypted arguments. */
export type OpenedArguments =
  | ({ readonly kind: 'opened'; readonly keyId: string } & RawArguments)
  /** Their key is not here. @see PayloadCipher.has for the cause */
  | { readonly kind: 'missing'; readonly keyId: string; readonly cause: unknown }
  /** They were changed, or are another job's. */
  | { readonly kind: 'damaged'; readonly error: DecryptFailed }

/** The encrypted arguments of a job; `undefined`: they are in the clear. */
export const sealedArguments = ({ kwargs }: Pick<JobMessage, 'kwargs'>): SealedPart | undefined =>
  sealedPartOf(kwargs)

/** A promise only while a key is loaded. Never throws, never rejects. */
export function openArguments(
  message: Pick<JobMessage, 'jobId' | 'function'>,
  part: SealedPart,
  { cipher, codec }: { readonly cipher: PayloadCipher | undefined; readonly codec: Codec },
): OpenedArguments | Promise<OpenedArguments> {
  const { keyId } = part
  const missing = (cause?: unknown): OpenedArguments => ({ kind: 'missing', keyId, cause })
  if (!cipher) return missing()
  const open = (isHere: boolean): OpenedArguments =>
    isHere ? opened(part, contextOf(message, 'args'), cipher, codec) : missing()
  try {
    const isHere = cipher.has(keyId)
    return isHere instanceof Promise ? isHere.then(open, missing) : open(isHere)
  } catch (error) {
    return missing(error)
  }
}

function opened(
  { keyId, sealed }: SealedPart,
  context: string,
  cipher: PayloadCipher,
  codec: Codec,
): OpenedArguments {
  try {
    const plain = codec.decode(cipher.open(keyId, sealed, context)) as Partial<RawArguments>
    return { kind: 'opened', keyId, args: plain.args ?? [], kwargs: plain.kwargs ?? {} }
  } catch (cause) {
    return { kind: 'damaged', error: new DecryptFailed({ keyId, cause }) }
  }
}
