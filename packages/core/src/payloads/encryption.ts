import { canSeal, seal, type SealKey, unseal } from '#platform'

import { PayloadKeyMissing } from '../errors/payload-errors.js'
import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import { type Clock, systemClock } from '../time/clock.js'
import { LARGEST_BODY_BYTES } from '../wire/body-encoding.js'
import { checkedId, type KeyBytes, KeyRing, type LoadKey } from './key-ring.js'
import { payloadTexts } from './payload-texts.js'

export interface EncryptionOptions {
  /** Keys by id: 32 bytes each, or base64 of them. All of them decrypt. @defaultValue none: all come from `load` */
  readonly keys?: Readonly<Record<string, KeyBytes>>
  /** Id of the key that encrypts from now on. */
  readonly use: string
  /**
   * Gives a key that is not among `keys`, for example from a key management service; asked once for each key. `undefined`:
   * there is none. That, and a rejection, is believed for 5 s.
   */
  readonly load?: LoadKey
  /** @defaultValue the system's */
  readonly clock?: Clock
}

/**
 * Encrypts arguments and results of jobs with AES-256-GCM: give it as `encryption` to clients and workers.
 *
 * To rotate: give the new key to everybody, beside the old one; then let them `use` it; take the old one away when no job
 * and no record of it is left. A worker that meets a job whose key it does not have leaves it to others, and loses none.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` for an id or a key that is none
 * @throws UnsupportedError `ARQ_UNSUPPORTED` in a browser
 *
 * @example
 * ```ts
 * const secrets = encryption({
 *   keys: { '2026-11': process.env.KEY_2026_11, '2026-05': process.env.KEY_2026_05 },
 *   use: '2026-11',
 * })
 * await using client = await createClient({ transport, resultStore, encryption: secrets })
 * ```
 */
export function encryption({
  keys = {},
  use,
  load,
  clock = systemClock,
}: EncryptionOptions): PayloadCipher {
  if (!canSeal())
    throw new UnsupportedError(payloadTexts.cannotSealHere(), { missing: 'node:crypto' })
  checkedId(use)
  const ring = new KeyRing(keys, { load, clock })
  if (!load && ring.get(use) === undefined) {
    throw new ConfigurationError('encryption', [{ path: 'use', text: payloadTexts.keyNotGiven() }])
  }
  return new AesCipher(use, ring)
}

class AesCipher implements PayloadCipher {
  readonly keyId: string
  readonly #ring: KeyRing

  constructor(keyId: string, ring: KeyRing) {
    this.keyId = keyId
    this.#ring = ring
  }

  async ready(): Promise<void> {
    const { keyId } = this
    let cause: unknown
    try {
      if (await this.#ring.has(keyId)) return
    } catch (error) {
      cause = error
    }
    throw new PayloadKeyMissing({ keyId, cause })
  }

  has(keyId: string): boolean | Promise<boolean> {
    return this.#ring.has(keyId)
  }

  seal(plain: Uint8Array, context: string, isZipped: boolean, keyId = this.keyId): string {
    return seal(this.#key(keyId), plain, context, isZipped)
  }

  open(keyId: string, sealed: string, context: string): Uint8Array {
    return unseal(this.#key(keyId), sealed, context, LARGEST_BODY_BYTES)
  }

  #key(keyId: string): SealKey {
    const key = this.#ring.get(keyId)
    if (key === undefined) throw new PayloadKeyMissing({ keyId })
    return key
  }
}
