import { createHash } from 'node:crypto'

import { encryption } from '@arq/core'

/**
 * What a process that has these keys encrypts with: the last of them.
 * @param {readonly string[]} keyIds
 */
export function cipherOf(keyIds) {
  const keys = Object.fromEntries(
    keyIds.map((id) => [id, createHash('sha256').update(id).digest()]),
  )
  return encryption({ keys, use: keyIds.at(-1) ?? '' })
}
