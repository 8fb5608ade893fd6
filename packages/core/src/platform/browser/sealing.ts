import type { SealKey } from '../sealing.js'

export type { SealKey }

/** A page encrypts only where somebody waits for it, and a job is written without waiting. */
export const canSeal = (): boolean => false

const refuse = (): never => {
  throw new Error('a browser cannot encrypt jobs')
}

export const sealKey = (_bytes: Uint8Array): SealKey => refuse()

export const seal = (
  _key: SealKey,
  _plain: Uint8Array,
  _context: string,
  _isZipped: boolean,
): string => refuse()

export const unseal = (
  _key: SealKey,
  _sealed: string,
  _context: string,
  _mostBytes: number,
): Uint8Array => refuse()
