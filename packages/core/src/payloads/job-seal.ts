import { utf8Bytes, utf8Text } from '#platform'

import { DecryptFailed } from '../errors/payload-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { RawArguments } from '../task/task-arguments.js'
import { type Codec, jsonCodec } from '../wire/codec.js'
import type { JobMessage } from '../wire/job-message.js'
import { openedText, SEALED_KEY, type SealedPart, sealedPartOf, sealedText } from './sealed-text.js'

/** What of a job is encrypted: a text of one part does not open as another one's. */
export type SealedPartName =
  'args' | 'result' | 'error' | 'stack' | 'progress' | 'log' | 'step' | 'stream'

/** How what is sent is encrypted. */
export interface Sealing {
  readonly cipher: PayloadCipher
  /** Absent: nothing is compressed. */
  readonly compressAboveBytes: number | undefined
}

type SealedJob = Pick<JobMessage, 'jobId' | 'function'>

/** What a text is bound to, so that nobody can put it into another job. As JSON no two jobs come to the same. */
export const contextOf = ({ jobId, function: name }: SealedJob, part: SealedPartName): string =>
  // Who reads a stream may know the id of its job only.
  JSON.stringify(['arq', 1, jobId, part === 'stream' ? '' : name, part])

/** Encrypts what belongs to one job. */
export class JobSeal {
  readonly #job: SealedJob
  readonly #sealing: Sealing
  readonly #ownKeyId: string

  /** @param ownKeyId the key that its arguments came with; absent: they are encrypted now */
  constructor(job: SealedJob, sealing: Sealing, ownKeyId = sealing.cipher.keyId) {
    this.#job = job
    this.#sealing = sealing
    this.#ownKeyId = ownKeyId
  }

  /** A value that JSON carries, as one that JSON carries. `undefined` stays what it is: there is nothing to hide. */
  value(value: unknown, part: SealedPartName): unknown {
    return value === undefined
      ? undefined
      : { [SEALED_KEY]: this.text(JSON.stringify(value), part) }
  }

  text(text: string, part: SealedPartName): string {
    return this.#bytes(utf8Bytes(text), part)
  }

  /** As {@link value}, with the key that the job came with: for what another try of it has to read. */
  ownValue(value: unknown, part: SealedPartName): unknown {
    return value === undefined
      ? undefined
      : { [SEALED_KEY]: this.ownText(JSON.stringify(value), part) }
  }

  ownText(text: string, part: SealedPartName): string {
    return this.#bytes(utf8Bytes(text), part, this.#ownKeyId)
  }

  /** What {@link ownValue} was given; any other value as it is. @throws DecryptFailed */
  openValue(value: unknown, part: SealedPartName): unknown {
    const sealed = sealedPartOf(value)
    return sealed ? jsonCodec.decode(this.#open(sealed, part)) : value
  }

  /** The text with what {@link ownText} made of a part of it in the clear again. @throws DecryptFailed */
  openText(text: string, part: SealedPartName): string {
    return openedText(text, (sealed) => utf8Text(this.#open(sealed, part)))
  }

  arguments({ args, kwargs }: RawArguments, codec: Codec): RawArguments {
    const sealed = this.#bytes(codec.encode({ args, kwargs }), 'args')
    return { args: [], kwargs: { [SEALED_KEY]: sealed } }
  }

  #bytes(plain: Uint8Array, part: SealedPartName, keyId = this.#sealing.cipher.keyId): string {
    const { cipher, compressAboveBytes = Infinity } = this.#sealing
    const isZipped = plain.length >= compressAboveBytes
    return sealedText(keyId, cipher.seal(plain, contextOf(this.#job, part), isZipped, keyId))
  }

  #open({ keyId, sealed }: SealedPart, part: SealedPartName): Uint8Array {
    try {
      return this.#sealing.cipher.open(keyId, sealed, contextOf(this.#job, part))
    } catch (cause) {
      throw new DecryptFailed({ keyId, cause })
    }
  }
}
