import type { Text } from '@arq/core'

import { texts } from './texts.js'
import type { TlsKeys } from './tls-files.js'

/** In the place of the driver's code. */
export const NO_TLS = 'TLS'

/** In the words of Node and OpenSSL, which drivers pass on. */
const UNTRUSTED =
  /self[- ]signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/i
const OTHER_NAME = /does not match certificate's altnames/i
const NOT_SPOKEN = /does not support (?:SSL|secure)|wrong version number/i
/** Its time is over or has not come, or the other side refuses ours (an alert). */
const OTHERS = /certificate (?:has expired|is not yet valid|revoked)|\balert\b/i

/**
 * Why TLS does not come about, and what to do, where the driver's words tell that; `undefined`: it is something else. Nothing
 * of it passes by itself.
 */
export function tlsFailure(reason: string, keys: TlsKeys): Text | undefined {
  if (UNTRUSTED.test(reason)) return texts.tlsUntrusted({ reason, key: keys.ca })
  if (OTHER_NAME.test(reason)) return texts.tlsOtherName({ reason })
  if (NOT_SPOKEN.test(reason)) return texts.tlsNotSpoken({ reason })
  if (OTHERS.test(reason)) return texts.tlsRefused({ reason, cert: keys.cert, key: keys.key })
  return undefined
}
