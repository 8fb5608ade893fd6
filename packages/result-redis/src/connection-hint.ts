import type { Text } from '@arq/core'
import { reasonOf } from '@arq/core/store'
import { ConnectionTimeoutError, SocketClosedUnexpectedlyError } from 'redis'

import { texts } from './texts.js'

/** By the codes of Node: what a handshake of TLS fails with, and what is to be done. */
const TLS_HINTS: readonly (readonly [RegExp, (said: { reason: string }) => Text])[] = [
  // The answer of a server that speaks no TLS is no record of it.
  [/^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/, texts.speaksNoTls],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|ALERT_UNKNOWN_CA|BAD_CERTIFICATE/,
    texts.wantsCertificate,
  ],
  [
    /^(?:UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*)|\w*SELF_SIGNED_CERT\w*)$/,
    texts.unknownAuthority,
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, texts.otherName],
]

/** Of an attempt that the server ended without a word: which error that is, is a matter of moments. */
const ENDED = new Set<unknown>(['ECONNRESET', 'EPIPE'])

/**
 * Why a connection could never be made yet, in words that say what to do; `undefined` when the error's own say enough.
 * @param isTls what the URL asks for
 */
export function connectionHint(error: Error, isTls: boolean): Text | undefined {
  const reason = reasonOf(error)
  const code: unknown = Reflect.get(error, 'code')
  const hint = TLS_HINTS.find(([codes]) => codes.test(String(code)))?.[1]
  if (hint) return hint({ reason })
  if (error instanceof SocketClosedUnexpectedlyError || ENDED.has(code)) {
    return isTls ? texts.mayWantCertificate({ reason }) : texts.closedAtOnce({ reason })
  }
  // To a server without TLS its beginning is half a command, whose end is waited for.
  const isSilent = error instanceof ConnectionTimeoutError || error instanceof NoAnswerError
  return isTls && isSilent ? texts.maySpeakNoTls({ reason }) : undefined
}

/** A server took longer than the connect timeout for what it is asked first. */
export class NoAnswerError extends Error {
  constructor(withinMs: number) {
    super(`no answer within ${String(withinMs)} ms`)
    this.name = 'NoAnswerError'
  }
}
