import { ArqError } from './arq-error.js'
import { errorTexts } from './error-texts.js'

/** What a job carries is encrypted with a key that is not here: `ARQ_KEY_MISSING`. Nothing is lost: give the key. */
export class PayloadKeyMissing extends ArqError {
  readonly keyId: string

  constructor({ keyId, cause }: { readonly keyId: string; readonly cause?: unknown }) {
    super({
      code: 'ARQ_KEY_MISSING',
      text: errorTexts.keyMissing({ keyId }),
      details: { keyId },
      cause,
    })
    this.keyId = keyId
  }
}

/** What a job carries does not open with its key: it was changed, or belongs to another job. `ARQ_DECRYPT_FAILED`. */
export class DecryptFailed extends ArqError {
  constructor({ keyId, cause }: { readonly keyId: string; readonly cause?: unknown }) {
    super({
      code: 'ARQ_DECRYPT_FAILED',
      text: errorTexts.decryptFailed({ keyId }),
      details: { keyId },
      cause,
    })
  }
}
