/** Query of `GET api/keys`. */
export interface KeysQuery {
  /** The name of a limit. Default: all. */
  readonly name?: string
}

/** `GET api/keys`: the keys that have jobs running or waiting under a limit, those that wait most first. */
export interface KeysView {
  readonly keys: readonly KeyView[]
  /** False: there are more than were looked at. */
  readonly isComplete: boolean
}

/** A key, as `arq keys --json` prints it. */
export interface KeyView {
  /** The name of the limit: that of the task, unless it has another one. */
  readonly name: string
  readonly key: string
  /** Jobs that workers hold. */
  readonly running: number
  /** Jobs whose turn it is, and whose message is on its way. */
  readonly coming: number
  readonly waiting: number
  /** The most that run at once now; `null`: as many as come. */
  readonly limit: number | null
  /** The limit was set while workers ran, and is not the task's own. */
  readonly isSet: boolean
}

/** `POST api/keys/:name/limit`: takes a second, until all workers heed it. */
export interface KeyLimitBody {
  /** The key. Absent: all that have no limit of their own. */
  readonly key?: string
  /** The most jobs of a key that run at once, 0: none begins. `null`: what the task says. */
  readonly limit: number | null
}

/** As `arq keys set --json` prints it. */
export interface KeyLimitAnswer {
  readonly name: string
  readonly key: string | null
  readonly limit: number | null
}

/** Query of `GET api/unique`. */
export interface UniqueQuery {
  readonly task?: string
  /** `next` of the answer before. */
  readonly cursor?: string
}

/** `GET api/unique`: keys of which there is one job, while it waits or runs, in no order. */
export interface UniqueView {
  readonly keys: readonly UniqueKeyView[]
  /** `cursor` of the next page, also when `keys` is empty; `null`: there is no more. */
  readonly next: string | null
}

/** As `arq unique --json` prints each. */
export interface UniqueKeyView {
  readonly task: string
  readonly key: string
  readonly running: UniqueJobView | null
  readonly waiting: UniqueJobView | null
}

export interface UniqueJobView {
  readonly jobId: string
  readonly queue: string
  /** It starts not before. */
  readonly due: string
  /** How many calls it stands for. */
  readonly calls: number
}
