import type { Text } from '../texts/text.js'
import { ArqError } from './arq-error.js'
import { errorTexts as texts } from './error-texts.js'

interface PayloadName {
  readonly key: string
  readonly bytes: number
}

/** What a job carries is no longer in the payload store: `ARQ_PAYLOAD_MISSING`. */
export class PayloadMissing extends ArqError {
  constructor({ key, bytes }: PayloadName) {
    const text = texts.payloadMissing({ key, bytes })
    super({ code: 'ARQ_PAYLOAD_MISSING', text, details: { key, bytes } })
  }
}

/** The payload store gives something else than was put there: `ARQ_PAYLOAD_DAMAGED`. */
export class PayloadDamaged extends ArqError {
  constructor({ key, bytes, cause }: PayloadName & { readonly cause?: unknown }) {
    const text = texts.payloadDamaged({ key, bytes })
    super({ code: 'ARQ_PAYLOAD_DAMAGED', text, details: { key, bytes }, cause })
  }
}

/** The payload store is away, or none is set here: `ARQ_PAYLOAD_STORE`. Nothing is lost: jobs wait for it. */
export class PayloadStoreError extends ArqError {
  constructor({ text, cause }: { readonly text: Text; readonly cause?: unknown }) {
    super({ code: 'ARQ_PAYLOAD_STORE', text, cause })
  }
}
