import { type SealKey, sealKey } from '#platform'

import { ConfigurationError } from '../errors/settings-errors.js'
import type { Clock } from '../time/clock.js'
import { payloadTexts } from './payload-texts.js'

/** 32 bytes, or base64 of them. */
export type KeyBytes = Uint8Array | string

/** Gives a key by its id, for example from a key management service; `undefined`: there is none. */
export type LoadKey = (keyId: string) => Promise<KeyBytes | undefined>

/** AES-256. */
const KEY_BYTES = 32
/** Jobs of a key that is not there come round again and again: the loader is not asked for each. */
const MISSING_FOR_MS = 5000

const KEY_ID = /^[\w.-]{1,64}$/

interface Loading {
  readonly answer: Promise<boolean>
  readonly untilMs: number
}

/** Keys by their ids. One that was loaded stays; that there is none is believed for some seconds. */
export class KeyRing {
  readonly #keys = new Map<string, SealKey>()
  readonly #loadings = new Map<string, Loading>()
  readonly #load: LoadKey | undefined
  readonly #clock: Clock

  /** @throws ConfigurationError naming the key whose id or bytes are wrong; it never shows them */
  constructor(
    keys: Readonly<Record<string, KeyBytes>>,
    { load, clock }: { readonly load: LoadKey | undefined; readonly clock: Clock },
  ) {
    for (const [id, bytes] of Object.entries(keys)) this.#keys.set(checkedId(id), keyOf(id, bytes))
    this.#load = load
    this.#clock = clock
  }

  get(keyId: string): SealKey | undefined {
    return this.#keys.get(keyId)
  }

  has(keyId: string): boolean | Promise<boolean> {
    if (this.#keys.has(keyId)) return true
    const { load } = { load: this.#load }
    // The id may come from anybody's message.
    if (!load || !KEY_ID.test(keyId)) return false
    const nowMs = this.#clock.monotonicNow()
    const known = this.#loadings.get(keyId)
    if (known && nowMs < known.untilMs) return known.answer
    const answer = this.#ask(keyId, load)
    this.#loadings.set(keyId, { answer, untilMs: nowMs + MISSING_FOR_MS })
    return answer
  }

  async #ask(keyId: string, load: LoadKey): Promise<boolean> {
    const bytes = await load(keyId)
    if (bytes === undefined) return false
    this.#keys.set(keyId, keyOf(keyId, bytes))
    this.#loadings.delete(keyId)
    return true
  }
}

/** Readable in each cipher text, so of few characters. @throws ConfigurationError */
export function checkedId(id: string): string {
  if (KEY_ID.test(id)) return id
  throw new ConfigurationError('encryption', [{ path: 'keys', text: payloadTexts.keyIdWrong() }])
}

function keyOf(id: string, given: KeyBytes): SealKey {
  const bytes = typeof given === 'string' ? fromBase64(given) : given
  if (bytes instanceof Uint8Array && bytes.length === KEY_BYTES) return sealKey(bytes)
  const text = payloadTexts.keyBytesWrong({ bytes: KEY_BYTES })
  throw new ConfigurationError('encryption', [{ path: `keys.${id}`, text }])
}

/** Also base64url. @returns `undefined` for what is neither */
function fromBase64(text: string): Uint8Array | undefined {
  const plain = text.trim().replaceAll('-', '+').replaceAll('_', '/')
  try {
    return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
