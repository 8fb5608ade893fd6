import type { EnqueueEvent, JobEvent } from '@arq/core'

import type { WorkerName } from './names.js'

/** Everything that changes what the reader sees; each says when it was, by the clock of the page. */
export type LiveEvent = { readonly atMs: number } &
  /** So many jobs are about to be sent in one batch. */
  (
    | { readonly type: 'crowd'; readonly count: number }
    | { readonly type: 'client'; readonly event: EnqueueEvent }
    | { readonly type: 'worker'; readonly name: WorkerName; readonly event: JobEvent }
    /** An enqueue that came from a worker: of its cron jobs. */
    | {
        readonly type: 'cron'
        readonly name: WorkerName
        readonly jobId: string
        readonly task: string
      }
    /** The broker handed it to this worker; it waits there for a free slot. */
    | { readonly type: 'handed'; readonly name: WorkerName; readonly jobId: string }
    | { readonly type: 'started'; readonly name: WorkerName }
    | { readonly type: 'stopping'; readonly name: WorkerName }
    | { readonly type: 'stopped'; readonly name: WorkerName }
    /** `byJob`: it died of that job. */
    | { readonly type: 'killed'; readonly name: WorkerName; readonly byJob: boolean }
    | { readonly type: 'cut'; readonly who: WorkerName | 'client' }
    | { readonly type: 'connected'; readonly who: WorkerName | 'client' }
    /** The client was told that it will not run (any more). */
    | { readonly type: 'aborted'; readonly jobId: string }
    | { readonly type: 'result'; readonly jobId: string; readonly text: string }
    | { readonly type: 'turned'; readonly step: string }
  )

type WithoutTime<E> = E extends unknown ? Omit<E, 'atMs'> : never

/** An event before somebody has looked at the clock. */
export type LiveNews = WithoutTime<LiveEvent>
