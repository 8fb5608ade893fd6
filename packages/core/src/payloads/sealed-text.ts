import { renderText } from '../texts/text.js'
import { wireTexts } from '../texts/wire-texts.js'

/** The one key of an object that stands for an encrypted value. */
export const SEALED_KEY = 'arq:sealed'

/**
 * An encrypted text: `arq-sealed:1:<key id>:<base64url>~`. The last character tells one that was cut, as texts of errors are
 * in headers.
 */
const SEALED = /arq-sealed:1:([\w.-]{1,64}):([\w-]*)(~?)/g
const START = 'arq-sealed:1:'

/** One found in a text. */
export interface SealedPart {
  readonly keyId: string
  readonly sealed: string
  readonly isCut: boolean
}

export const sealedText = (keyId: string, sealed: string): string => `${START}${keyId}:${sealed}~`

/** The text with each encrypted part replaced by what it is in the clear. */
export function openedText(text: string, open: (part: SealedPart) => string): string {
  if (!text.includes(START)) return text
  return text.replaceAll(SEALED, (_whole, keyId: string, sealed: string, end: string) =>
    open({ keyId, sealed, isCut: end === '' }),
  )
}

/** An encrypted value; `undefined` for any other. */
export function sealedPartOf(value: unknown): SealedPart | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const text: unknown = (value as Record<string, unknown>)[SEALED_KEY]
  if (typeof text !== 'string') return undefined
  let part: SealedPart | undefined
  openedText(text, (found) => {
    part = found
    return ''
  })
  return part
}

/** What a reader without the key sees in place of it. */
export const placeholderOf = ({ keyId, isCut }: SealedPart): string =>
  renderText(isCut ? wireTexts.encryptedCut({ keyId }) : wireTexts.encrypted({ keyId }))

/** What a reader sees in place of what does not open. */
export const damagedPlaceholder = ({ keyId }: SealedPart): string =>
  renderText(wireTexts.encryptedDamaged({ keyId }))
