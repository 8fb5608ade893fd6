import type { ErrorAnswer, ErrorIssue } from '../../../src/contract/index.js'

/** A request that was refused, or that nobody answered. Its message is for the reader, as the server wrote it. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  /** As the server named it; `unreachable`: there was no answer. */
  readonly code: string
  /** The place in the query or the body that is wrong. */
  readonly path: string | undefined
  /** Each place of the body that is wrong. */
  readonly issues: readonly ErrorIssue[]

  constructor(
    { code, message, path, issues }: Omit<ErrorAnswer['error'], 'retryable'>,
    cause?: unknown,
  ) {
    super(message, { cause })
    this.code = code
    this.path = path
    this.issues = issues ?? (path === undefined ? [] : [{ path, message }])
  }
}

/** What an answer from 400 on says. One that is no JSON of ours comes from something in between, as a proxy. */
export function failureOf(status: number, body: unknown): RequestFailed {
  if (isErrorAnswer(body)) return new RequestFailed(body.error)
  return new RequestFailed({ code: `http_${String(status)}`, message: `HTTP ${String(status)}` })
}

function isErrorAnswer(body: unknown): body is ErrorAnswer {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  if (typeof error !== 'object' || error === null) return false
  return 'code' in error && typeof error.code === 'string' && 'message' in error
}
