/**
 * Codes of the dashboard's own refusals; every other `code` is one of `ERROR_CODES` of `@arq/core` (`ARQ_JOB_NOT_FOUND`,
 * `ARQ_STORE_CONNECTION`, `ARQ_UNSUPPORTED`…).
 */
export const REFUSALS = {
  /** Nobody is logged in: show the login, or ask for the page again. */
  unauthenticated: 401,
  /** The permission that the route needs is missing. */
  forbidden: 403,
  /** Another site asked, or the token of the session is missing or old. */
  csrf: 403,
  /** There is no such route, operation, letter, cron job… */
  not_found: 404,
  method_not_allowed: 405,
  /** It cannot be done in the state that the job, the letter or the operation has. */
  conflict: 409,
  too_large: 413,
  /** The body must be JSON. */
  not_json: 415,
  /** A query or a body is not what the route takes; `path` says where. */
  invalid: 422,
  /** Too many operations or connections at once. */
  busy: 429,
  /** Something that is no error of ours; the log has it. */
  internal: 500,
} as const

export type RefusalCode = keyof typeof REFUSALS

/** The body of every answer from 400 on. */
export interface ErrorAnswer {
  readonly error: {
    readonly code: string
    /** What happened and what to do, in the language that was asked for. Text, never HTML. */
    readonly message: string
    /** Of `invalid`: the place in the query or the body, such as `filter.since`. */
    readonly path?: string
    /** Of arguments or options that are wrong: each place, and what is wrong with it. */
    readonly issues?: readonly ErrorIssue[]
    /** The same request may succeed later. */
    readonly retryable: boolean
  }
}

/** One place of a body that is wrong. */
export interface ErrorIssue {
  /** `lines.0.price` of named arguments, `args.0.price` of those by position, else the name of an option. */
  readonly path: string
  readonly message: string
}
