import {
  type ErrorCode,
  isArqError,
  type Language,
  localizedMessage,
  renderText,
  type Text,
} from '@arq/core'
import { readProperty, redactText } from '@arq/core/internal'

import { type ErrorAnswer, type ErrorIssue, REFUSALS } from '../contract/errors.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

/** What the caller can mend, or must know; any other error is the server's. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  ARQ_CONFIG_INVALID: 422,
  ARQ_INVALID_ARGUMENTS: 422,
  ARQ_ENCODE_FAILED: 422,
  ARQ_JOB_NOT_FOUND: 404,
  ARQ_QUEUE_NOT_FOUND: 404,
  ARQ_WORKER_NOT_FOUND: 404,
  ARQ_JOB_EXISTS: 409,
  ARQ_PUBLISH_TOO_LARGE: 413,
  ARQ_UNSUPPORTED: 501,
  ARQ_CLOSED: 503,
}

export interface ErrorWithStatus {
  readonly status: number
  readonly answer: ErrorAnswer
  /** No error of ours: whoever operates the dashboard has to look at it. */
  readonly isUnknown: boolean
}

/** What is answered to an error. Words of brokers and stores like to quote URLs: passwords are taken out. */
export function errorAnswer(thrown: unknown, language: Language): ErrorWithStatus {
  if (thrown instanceof Refusal) {
    const { status, code, text, path } = thrown
    const message = redactText(renderText(text, language))
    const isLater = code === 'busy' || code === 'conflict'
    const where = path === undefined ? {} : { path }
    return {
      status,
      isUnknown: false,
      answer: { error: { code, message, ...where, retryable: isLater } },
    }
  }
  if (!isArqError(thrown)) {
    const message = renderText(texts.internal(), language)
    const error = { code: 'internal', message, retryable: false }
    return { status: REFUSALS.internal, isUnknown: true, answer: { error } }
  }
  const { code, retryable } = thrown
  const issues = issuesOf(readProperty(thrown.details, 'issues'), language)
  const [first] = issues
  const error = {
    code,
    message: redactText(localizedMessage(thrown, language)),
    ...(first ? { path: first.path, issues } : {}),
    retryable,
  }
  return { status: STATUSES[code] ?? (retryable ? 503 : 500), isUnknown: false, answer: { error } }
}

/** Those that have a place. */
function issuesOf(given: unknown, language: Language): readonly ErrorIssue[] {
  const issues: readonly unknown[] = Array.isArray(given) ? given : []
  return issues.flatMap((issue) => {
    const path = readProperty(issue, 'path')
    const message = readProperty(issue, 'message')
    if (typeof path !== 'string' || path === '' || typeof message !== 'string') return []
    const text = readProperty(issue, 'text')
    const said = isText(text) ? renderText(text, language) : message
    return [{ path, message: redactText(said) }]
  })
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'template' in value && 'params' in value
}

/** `?lang=`, else the first of the caller's languages. */
export function languageOf(request: Request, query: URLSearchParams): Language {
  const asked = query.get('lang') ?? request.headers.get('accept-language') ?? ''
  return /^\s*zh\b/i.test(asked) ? 'zh-CN' : 'en'
}
