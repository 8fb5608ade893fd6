import { type ResultStoreError, type Text, toError } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import {
  connectionFailed,
  connectionLost,
  type DatabaseName,
  type Failure,
  reasonOf,
  refused,
  unavailable,
} from '@arq/core/store'

import { codeOf, type S3Answer, xmlText } from './s3-answer.js'
import type { ResolvedS3Settings } from './s3-settings.js'
import { texts } from './texts.js'

/** The keys of a store, and what they may do, are those of its prefix: an answer like these is about every call. */
const UNKNOWN_KEYS: ReadonlySet<string> = new Set([
  ...[
    'InvalidAccessKeyId',
    'XAdminUserNotFound',
    'InvalidToken',
    'ExpiredToken',
    'TokenRefreshRequired',
  ],
])
const DENIALS: ReadonlySet<string> = new Set([
  ...['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'Forbidden', 'HTTP 401', 'HTTP 403'],
])
const REGIONS: ReadonlySet<string> = new Set([
  ...[
    'AuthorizationHeaderMalformed',
    'PermanentRedirect',
    'IllegalLocationConstraintException',
    'HTTP 301',
  ],
])

type Place = Pick<ResolvedS3Settings, 'bucket' | 'prefix' | 'region'>

/**
 * An answer that is none of those that the caller expects, as one of our errors. What login, bucket or clock cause may be
 * mended while results wait, so it is an outage; a store that is being opened says it at once (`isMisconfiguration`).
 */
export function toStoreError(answer: S3Answer, name: DatabaseName, place: Place): ResultStoreError {
  const code = codeOf(answer)
  const cause = new Error(`${code}: ${xmlText(answer, 'Message') ?? ''}`)
  const misconfigured = misconfiguration(answer, code, place)
  if (misconfigured) {
    return connectionFailed(name, { reason: misconfigured, reasonCode: code, cause })
  }
  const failure: Failure = { reason: reasonOf(cause), reasonCode: code, cause }
  const mayPass = answer.status === 429 || (answer.status >= 500 && answer.status !== 501)
  return mayPass ? unavailable(name, failure) : refused(name, failure)
}

function misconfiguration(answer: S3Answer, code: string, place: Place): Text | undefined {
  if (code === 'NoSuchBucket') return texts.noBucket({ bucket: place.bucket, code })
  if (UNKNOWN_KEYS.has(code)) return texts.unknownKey({ code })
  if (code === 'SignatureDoesNotMatch') return texts.wrongSecret({ code })
  if (code === 'RequestTimeTooSkewed') return clockSkewed(answer, code)
  const actual = xmlText(answer, 'Region') ?? answer.headers['x-amz-bucket-region']
  if (REGIONS.has(code) && typeof actual === 'string') {
    return texts.wrongRegion({ actual, region: place.region, code })
  }
  return DENIALS.has(code) ? texts.denied({ prefix: place.prefix, code }) : undefined
}

function clockSkewed(answer: S3Answer, code: string): Text {
  const serverMs = Date.parse(xmlText(answer, 'ServerTime') ?? answer.headers.date ?? '')
  const seconds = Math.round((Date.now() - serverMs) / 1000)
  const direction = seconds > 0 ? texts.ahead() : texts.behind()
  return texts.clockSkewed({ seconds: Math.abs(seconds), direction, code })
}

/** Whether a request failed for what the URL, the settings or the clock say, not for an outage. */
export function isMisconfiguration({ details }: ResultStoreError): boolean {
  const { reasonCode } = details
  return typeof reasonCode === 'string' && (S3_CODES.has(reasonCode) || TLS_CODE.test(reasonCode))
}

const S3_CODES: ReadonlySet<string> = new Set([
  ...['NoSuchBucket', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed', 'BadCredentials'],
  ...[...UNKNOWN_KEYS, ...DENIALS, ...REGIONS],
])

/** Node's own: the server's certificate is not trusted, or not its own. */
const TLS_CODE = /^(ERR_TLS_|UNABLE_TO_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_)/

/** The function that gives credentials failed, or gave none. */
export const credentialsFailed = (name: DatabaseName, thrown: unknown): ResultStoreError =>
  connectionFailed(name, {
    reason: thrown === undefined ? texts.badCredentials() : reasonOf(toError(thrown)),
    reasonCode: 'BadCredentials',
    cause: thrown,
  })

/** No answer came, and none will: `isSent` tells whether the server may have the request. */
export function noAnswer(name: DatabaseName, thrown: unknown, isSent: boolean): ResultStoreError {
  const error = toError(thrown)
  const code = readProperty(thrown, 'code')
  const reasonCode = typeof code === 'string' ? code : undefined
  const failure: Failure = { reason: reasonOf(error), reasonCode, cause: error }
  return isSent ? connectionLost(name, failure) : connectionFailed(name, failure)
}
