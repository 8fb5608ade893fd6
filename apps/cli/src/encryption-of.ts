import { encryption, type PayloadCipher } from '@arq/core'

import type { Program } from './program.js'
import type { GivenSettings } from './settings-shape.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/** `2026-11=<base64>,2026-05=<base64>`: keys by their ids, the first one encrypts. */
const VARIABLE = 'ARQ_ENCRYPTION_KEYS'

/**
 * What a settings module encrypts with, else the keys of the environment; `undefined`: there are none, and what is
 * encrypted is shown as such.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the variable, and no key
 */
export function encryptionOf(settings: GivenSettings, program: Program): PayloadCipher | undefined {
  const given = settings['encryption']
  // Checked where a client or a worker is made with it.
  if (given !== undefined) return given as PayloadCipher
  const text = program.environment[VARIABLE]?.trim() ?? ''
  if (text === '') return undefined
  const pairs = text.split(',').map((pair) => pairOf(pair.trim(), program))
  try {
    return encryption({ keys: Object.fromEntries(pairs), use: pairs[0]?.[0] ?? '' })
  } catch (error) {
    throw usageError(program, VARIABLE, texts.encryptionKeysWrong(), error)
  }
}

function pairOf(pair: string, program: Program): readonly [id: string, key: string] {
  // Base64 may end with it, too.
  const end = pair.indexOf('=')
  if (end < 1) throw usageError(program, VARIABLE, texts.encryptionKeysWrong())
  return [pair.slice(0, end), pair.slice(end + 1)]
}
