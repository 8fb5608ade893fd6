import * as v from 'valibot'

/** What workers can be asked to do. */
const CONTROL_VERBS = ['ask', 'pause', 'resume', 'drain'] as const

export type ControlVerb = (typeof CONTROL_VERBS)[number]

const textSchema = v.pipe(v.string(), v.maxLength(1000))

/** A question or an order to every worker, as a signal; the answers go to a reply address. */
export const controlRequestSchema = v.object({
  kind: v.literal('control'),
  requestId: textSchema,
  /** Address of the answers, which carry the id of the request. */
  replyTo: textSchema,
  verb: v.picklist(CONTROL_VERBS),
  /** Id or name of the workers that are meant; absent: all. */
  worker: v.optional(textSchema),
  /** The queue that is meant; absent: all of the worker. */
  queueName: v.optional(textSchema),
  /** `drain`: the worker ends when nothing runs any more. */
  end: v.optional(v.boolean()),
})

export type ControlRequest = v.InferOutput<typeof controlRequestSchema>

/** One job that a worker runs at the moment. */
export interface RunningJobInfo {
  readonly jobId: string
  /** Name of the task. */
  readonly functionName: string
  readonly queueName: string
  /** From 1. */
  readonly jobTry: number
  readonly since: Date
}

/** One queue that a worker works on. */
export interface WorkerQueueInfo {
  readonly name: string
  /** The most jobs of this queue that run at once in the worker. */
  readonly slots: number
  readonly running: number
  /**
   * Jobs that the broker has handed to the worker, and that have not been started; of a queue of others, messages that
   * wait for their next run.
   */
  readonly waiting: number
  readonly isPaused: boolean
}

/** What became of the runs of a worker. */
export interface JobCounts {
  readonly completed: number
  readonly failed: number
  readonly retried: number
  readonly aborted: number
}

/** A worker as it describes itself. */
export interface WorkerInfo {
  /** No other worker has it. */
  readonly workerId: string
  /** The `workerName` of its settings, which several workers may share; else made of host and process id. */
  readonly name: string
  readonly host: string
  readonly pid: number
  /** Of `@arq/worker`. */
  readonly version: string
  readonly startedAt: Date
  /** `paused`: it takes jobs from none of its queues. `draining`: likewise, and jobs still run, or it is about to end. */
  readonly state: 'starting' | 'working' | 'paused' | 'draining' | 'stopping'
  /** As `worker.health` says. */
  readonly health: 'ready' | 'degraded' | 'not_ready'
  /** Why it is not `ready`: codes of `worker.health`, the oldest first. Absent: a worker of an older version. */
  readonly problems?: readonly string[] | undefined
  /** What it has done since its start. Absent: a worker of an older version. */
  readonly counts?: JobCounts | undefined
  readonly queues: readonly WorkerQueueInfo[]
  /** The most jobs that run at once. */
  readonly slots: number
  readonly running: number
  /** Those that run, the longest first; at most 500 of them. */
  readonly jobs: readonly RunningJobInfo[]
  /** The longest that the event loop was held up in the last 10 to 20 seconds, milliseconds. */
  readonly eventLoopLagMs: number
  /** Of its process. */
  readonly memory: { readonly rssBytes: number; readonly heapUsedBytes: number }
}

const countSchema = v.pipe(v.number(), v.minValue(0))
const momentSchema = v.pipe(
  v.number(),
  v.transform((ms) => new Date(ms)),
)

const workerSchema = v.object({
  workerId: v.string(),
  name: v.string(),
  host: v.string(),
  pid: v.number(),
  version: v.string(),
  startedAt: momentSchema,
  state: v.picklist(['starting', 'working', 'paused', 'draining', 'stopping']),
  health: v.picklist(['ready', 'degraded', 'not_ready']),
  problems: v.optional(v.array(v.string())),
  counts: v.optional(
    v.object({
      completed: countSchema,
      failed: countSchema,
      retried: countSchema,
      aborted: countSchema,
    }),
  ),
  queues: v.array(
    v.object({
      name: v.string(),
      slots: countSchema,
      running: countSchema,
      waiting: countSchema,
      isPaused: v.boolean(),
    }),
  ),
  slots: countSchema,
  running: countSchema,
  jobs: v.array(
    v.object({
      jobId: v.string(),
      functionName: v.string(),
      queueName: v.string(),
      jobTry: v.number(),
      since: momentSchema,
    }),
  ),
  eventLoopLagMs: countSchema,
  memory: v.object({ rssBytes: countSchema, heapUsedBytes: countSchema }),
})

const answerSchema = v.object({ isMeant: v.boolean(), worker: workerSchema })

/** What a worker answers to a {@link ControlRequest}. */
export interface ControlAnswer {
  /** Whether the worker, or one of its queues, is what the request names. */
  readonly isMeant: boolean
  /** After what it did. */
  readonly worker: WorkerInfo
}

export function encodeControlAnswer({ isMeant, worker }: ControlAnswer): Uint8Array {
  const startedAt = worker.startedAt.getTime()
  const jobs = worker.jobs.map((job) => ({ ...job, since: job.since.getTime() }))
  return new TextEncoder().encode(
    JSON.stringify({ isMeant, worker: { ...worker, startedAt, jobs } }),
  )
}

/** `undefined` for what is no answer: everybody in the virtual host can send to a reply address. */
export function decodeControlAnswer(body: Uint8Array): ControlAnswer | undefined {
  try {
    const parsed = v.safeParse(answerSchema, JSON.parse(new TextDecoder().decode(body)))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
