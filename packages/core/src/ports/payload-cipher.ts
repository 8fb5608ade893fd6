/**
 * Encrypts what jobs carry: made by `encryption()`, or your own. It is asked between two lines of code, so that nothing
 * but the loading of a key may take time.
 */
export interface PayloadCipher {
  /** Id of the key that it seals with; readable beside each cipher text. */
  readonly keyId: string
  /** Resolves once that key is at hand. @throws PayloadKeyMissing `ARQ_KEY_MISSING` */
  ready(): Promise<void>
  /** Whether it has a key; a promise while it has to be loaded. It may reject with why that failed. */
  has(keyId: string): boolean | Promise<boolean>
  /**
   * @param context what the text belongs to: it opens with the same one only
   * @param isZipped compresses before it encrypts
   * @param keyId another key than the usual one, which it {@link has}
   * @returns characters of base64url
   */
  seal(plain: Uint8Array, context: string, isZipped: boolean, keyId?: string): string
  /** Only with a key that it {@link has}. @throws anything when the text is not what was sealed in this context */
  open(keyId: string, sealed: string, context: string): Uint8Array
}
