import { STATUS_CODES } from 'node:http'

import { statusOf } from '@arq/client/web'
import { isArqError, type Language, localizedMessage, renderText } from '@arq/core'
import { readProperty, sentAfter } from '@arq/core/internal'

import { Refusal } from './refusal.js'

/** The body of an answer that is an error: that of Fastify's own, with arq's code. */
export interface ErrorAnswer {
  readonly statusCode: number
  /** The name of the status, such as `Not Found`. */
  readonly error: string
  readonly code: string
  readonly message: string
  /** What is wrong, where something of the request is. */
  readonly issues?: unknown
  /** Where the job was to be sent: whether the broker may have it all the same. */
  readonly sent?: 'no' | 'never' | 'unknown'
}

/** What is answered to an error; `undefined`: it is not ours, and Fastify answers. */
export function errorAnswer(thrown: unknown, language: Language): ErrorAnswer | undefined {
  if (thrown instanceof Refusal) {
    const { statusCode, code, text } = thrown
    return { ...named(statusCode), code, message: renderText(text, language) }
  }
  const statusCode = statusOf(thrown)
  if (statusCode === undefined || !isArqError(thrown)) return undefined
  const { code } = thrown
  const issues = readProperty(thrown.details, 'issues')
  return {
    ...named(statusCode),
    ...{ code, message: localizedMessage(thrown, language) },
    ...(statusCode < 500 && issues !== undefined ? { issues: plain(issues) } : {}),
    ...(statusCode >= 500 ? { sent: sentAfter(thrown) } : {}),
  }
}

const named = (statusCode: number): Pick<ErrorAnswer, 'statusCode' | 'error'> => ({
  statusCode,
  error: STATUS_CODES[statusCode] ?? 'Error',
})

/** Texts before they are in a language say nothing to a caller. */
const plain = (issues: unknown): unknown =>
  Array.isArray(issues)
    ? issues.map((issue) => ({
        path: readProperty(issue, 'path'),
        message: readProperty(issue, 'message'),
      }))
    : undefined
