/** Query of `GET api/jobs/:jobId/streams/:stream`: server-sent events, each a {@link StreamEvent}. */
export interface StreamQuery {
  /** Id of the last item that the reader has: those after it. */
  readonly after?: string
  /** Without `after`: at most so many of the items that are kept, 1 to 10,000. Default: 500. */
  readonly last?: string
}

/** One item of a stream. */
export interface StreamItemView {
  /** For `after`. */
  readonly id: string
  /** The item if it is a text, else its JSON; hidden values are replaced by a text. */
  readonly text: string
  /** The item is a text, and not a number, an object… */
  readonly isText: boolean
  /** Only its beginning is here: it is longer than 4,000 characters. */
  readonly isCut: boolean
  readonly jobTry: number
  /** The run of the task that wrote it: another one begins anew. */
  readonly run: string
  /** Items between the one before and this one that were dropped before they were read. */
  readonly missed: number
}

export type StreamEvent =
  | { readonly type: 'item'; readonly item: StreamItemView }
  /** The job has ended, and all that it wrote was given. The connection ends. */
  | { readonly type: 'end' }
  /** It cannot be read. The connection ends. */
  | { readonly type: 'trouble'; readonly code: string; readonly message: string }

/** `POST api/jobs/:jobId/inbox`: what `ctx.inbox` in the task gives next. */
export interface InboxBody {
  /** Any JSON of at most 1 MiB. */
  readonly message: unknown
}

/** As `arq send --json` prints it. */
export interface InboxAnswer {
  readonly jobId: string
  /** False: it had ended. */
  readonly isSent: boolean
}
