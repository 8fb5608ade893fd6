/**
 * What a caller may do, each apart from the others.
 * - `view`: every `GET`.
 * - `act`: change what is there: abort, retry, run now, delete, signal, send, redrive, purge, pause, resume, drain, set a limit.
 * - `enqueue`: send a job that was not there: also again with other arguments, and a cron job out of its turn.
 */
export const PERMISSIONS = ['view', 'act', 'enqueue'] as const

export type Permission = (typeof PERMISSIONS)[number]

/** The header that every request other than a `GET` carries, with the `csrfToken` of the session. */
export const CSRF_HEADER = 'x-arq-csrf'

/** `GET api/session`: who asks, what they may do, and what there is to be seen. Never 403: a stranger has no permission. */
export interface SessionView {
  /** Of `@arq/dashboard`. */
  readonly version: string
  /** As `authorize` names them; `null`: it names nobody. Stands in the audit log. */
  readonly user: string | null
  readonly permissions: readonly Permission[]
  /** Goes into {@link CSRF_HEADER}. Another one when an act is refused with `csrf`: ask for the session again, once. */
  readonly csrfToken: string
  /** Whether the caller can log in (`POST api/login`) or out: the dashboard has a token. */
  readonly hasLogin: boolean
  /** What the page can offer; what is false here answers with `ARQ_UNSUPPORTED`. */
  readonly features: Features
  /** For a page that polls, milliseconds. */
  readonly pollEveryMs: number
}

export interface Features {
  /** There is a result store: jobs can be looked up. */
  readonly jobs: boolean
  /** The store keeps what jobs wait for: they can be given signals. */
  readonly signals: boolean
  /** The store keeps flows. */
  readonly flows: boolean
  /** The store keeps limits of keys, and unique jobs. */
  readonly keys: boolean
  /** The store can search. Without it a job is found by its whole id. */
  readonly search: boolean
  /** The store tells of changes: run time, wait and lateness have samples. */
  readonly durations: boolean
  /** Workers can be asked, paused, resumed and drained. */
  readonly control: boolean
  readonly alarms: boolean
  /** The dashboard knows cron jobs. */
  readonly cron: boolean
  /** A cron job can be paused. */
  readonly cronPause: boolean
  /** Jobs can be put off. */
  readonly delay: boolean
}

/** `POST api/login`. The answer sets a cookie, `HttpOnly` and `SameSite=Strict`. Needs no {@link CSRF_HEADER}. */
export interface LoginBody {
  readonly token: string
}
