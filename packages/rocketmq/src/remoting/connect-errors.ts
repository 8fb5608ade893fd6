import { ConnectError } from '../errors/errors.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import { detectForeignProtocol } from './foreign-protocol.js'

const SYSTEM_REASONS: ReadonlyMap<unknown, () => Text> = new Map([
  ['ECONNREFUSED', texts.reasonRefused],
  ['ENOTFOUND', texts.reasonUnknownHost],
  ['EAI_AGAIN', texts.reasonUnknownHost],
  ['EHOSTUNREACH', texts.reasonUnreachable],
  ['ENETUNREACH', texts.reasonUnreachable],
  ['ETIMEDOUT', texts.reasonNoAnswer],
  ['ECONNRESET', texts.reasonReset],
  ['EPIPE', texts.reasonReset],
])

/** The code of an error made by Node or OpenSSL. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : undefined
}

/** Why a socket failed, in words. */
export function reasonOf(error: unknown): Text {
  const known = SYSTEM_REASONS.get(systemCode(error))
  if (known) return known()
  const words = error instanceof Error || hasMessage(error) ? error.message : String(error)
  return texts.reasonOther({ words: words === '' ? (systemCode(error) ?? 'unknown') : words })
}

// Errors that Node makes are not instances of this realm's Error everywhere.
const hasMessage = (error: unknown): error is { readonly message: string } =>
  typeof error === 'object' && error !== null && typeof Reflect.get(error, 'message') === 'string'

/** An attempt to connect failed. */
export function connectFailed(address: string, reason: Text, cause?: unknown): ConnectError {
  return new ConnectError({
    code: 'ROCKETMQ_CONNECT_FAILED',
    text: texts.connectFailed({ address, reason }),
    details: { address, systemCode: systemCode(cause) },
    cause,
  })
}

/** A socket failed before it was usable. With TLS, all that is not the network's fault is the handshake's. */
export function toConnectError(address: string, error: unknown, isTls: boolean): ConnectError {
  const code = systemCode(error)
  const isNetwork = SYSTEM_REASONS.has(code) && code !== 'ECONNRESET'
  if (!isTls || isNetwork) return connectFailed(address, reasonOf(error), error)
  const isCutOff = code === 'ECONNRESET' || code === 'ERR_SSL_WRONG_VERSION_NUMBER'
  return tlsFailed(address, isCutOff ? texts.reasonNoTlsThere() : reasonOf(error), error)
}

export function tlsFailed(address: string, reason: Text, cause: unknown): ConnectError {
  return new ConnectError({
    code: 'ROCKETMQ_TLS_FAILED',
    text: texts.tlsFailed({ address, reason }),
    details: { address, systemCode: systemCode(cause) },
    cause,
  })
}

export function connectTimeout(address: string, timeoutMs: number): ConnectError {
  return new ConnectError({
    code: 'ROCKETMQ_CONNECT_FAILED',
    text: texts.connectTimeout({ address, timeoutMs }),
    details: { address, timeoutMs },
  })
}

/** A call's own time was up before there was a connection to send it on. */
export function notConnectedInTime(address: string, timeoutMs: number): ConnectError {
  return new ConnectError({
    code: 'ROCKETMQ_CONNECT_FAILED',
    text: texts.notConnectedInTime({ address, timeoutMs }),
    details: { address, timeoutMs },
  })
}

/** The address failed a moment ago, and the next attempt comes too late for this call. */
export function backingOff(address: string, reason: Text, retryInMs: number): ConnectError {
  return new ConnectError({
    code: 'ROCKETMQ_CONNECT_FAILED',
    text: texts.backingOff({ address, reason, retryInMs }),
    details: { address, retryInMs },
  })
}

/** The first bytes of a server are no frame. */
export function wrongProtocol(address: string, firstBytes: Buffer, cause: unknown): ConnectError {
  const foreign = detectForeignProtocol(firstBytes)
  const hex = firstBytes.toString('hex', 0, 8)
  return new ConnectError({
    code: 'ROCKETMQ_WRONG_PROTOCOL',
    text: texts.wrongProtocol({
      address,
      protocol: foreign ? foreign.name : texts.somethingElse({ bytes: hex }),
      hint: foreign?.name === 'TLS' ? texts.hintUseTls() : texts.hintRemotingPort(),
    }),
    details: { address, protocol: foreign?.name, firstBytes: hex },
    cause,
  })
}
