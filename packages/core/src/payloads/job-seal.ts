import { utf8Bytes } from '#platform'

import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { RawArguments } from '../task/task-arguments.js'
import type { Codec } from '../wire/codec.js'
import type { JobMessage } from '../wire/job-message.js'
import { SEALED_KEY, sealedText } from './sealed-text.js'

/** What of a job is encrypted: a text of one part does not open as another one's. */
export type SealedPartName = 'args' | 'result' | 'error' | 'stack' | 'progress' | 'log'

/** How what is sent is encrypted. */
export interface Sealing {
  readonly cipher: PayloadCipher
  /** Absent: nothing is compressed. */
  readonly compressAboveBytes: number | undefined
}

type SealedJob = Pick<JobMessage, 'jobId' | 'function'>

/** What a text is bound to, so that nobody can put it into another job. As JSON no two jobs come to the same. */
export const contextOf = ({ jobId, function: name }: SealedJob, part: SealedPartName): string =>
  JSON.stringify(['arq', 1, jobId, name, part])

/** Encrypts what belongs to one job. */
export class JobSeal {
  readonly #job: SealedJob
  readonly #sealing: Sealing

  constructor(job: SealedJob, sealing: Sealing) {
    this.#job = job
    this.#sealing = sealing
  }

  /** Id of the key that it encrypts with. */
  get keyId(): string {
    return this.#sealing.cipher.keyId
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

  arguments({ args, kwargs }: RawArguments, codec: Codec): RawArguments {
    const sealed = this.#bytes(codec.encode({ args, kwargs }), 'args')
    return { args: [], kwargs: { [SEALED_KEY]: sealed } }
  }

  #bytes(plain: Uint8Array, part: SealedPartName): string {
    const { cipher, compressAboveBytes = Infinity } = this.#sealing
    const isZipped = plain.length >= compressAboveBytes
    return sealedText(cipher.keyId, cipher.seal(plain, contextOf(this.#job, part), isZipped))
  }
}
