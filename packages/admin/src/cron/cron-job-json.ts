import type { CronPause } from '@arq/core'

/** What there is to tell of a cron job; one that `cron()` of `@arq/worker` made is one. */
export interface ListedCronJob {
  readonly name: string
  readonly schedule: {
    readonly pattern: string
    readonly timeZone: string
    next(afterMs: number): number | undefined
  }
  readonly runAtStartup: boolean
  readonly unique: boolean
  readonly missed: string
  readonly jobId?: string | undefined
  readonly queueName?: string | undefined
}

/** Which are paused, by name; `undefined`: nobody could tell. */
export type PausedCrons = ReadonlyMap<string, CronPause> | undefined

/** A cron job as programs read it. */
export interface CronJobJson {
  readonly name: string
  readonly when: string
  readonly timeZone: string
  readonly next: readonly string[]
  readonly runAtStartup: boolean
  readonly unique: boolean
  readonly missed: string
  readonly jobId: string | null
  readonly queueName: string | null
  /** `null`: it cannot be told, for want of a result store. */
  readonly isPaused: boolean | null
  readonly pausedAt: string | null
}

/** The next moments at which it comes, fewer where there are no more. */
export function ticksOf(
  { schedule }: Pick<ListedCronJob, 'schedule'>,
  nowMs: number,
  count: number,
): readonly string[] {
  const ticks: string[] = []
  let ms = schedule.next(nowMs)
  while (ms !== undefined && ticks.length < count) {
    ticks.push(momentText(ms))
    ms = schedule.next(ms)
  }
  return ticks
}

/** Cron jobs come in whole seconds. */
export const momentText = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

/** Part of the contract: keys are added, never renamed. */
export const cronJobJson = (
  job: ListedCronJob,
  next: readonly string[],
  paused?: PausedCrons,
): CronJobJson => ({
  name: job.name,
  when: job.schedule.pattern,
  timeZone: job.schedule.timeZone,
  next,
  runAtStartup: job.runAtStartup,
  unique: job.unique,
  missed: job.missed,
  jobId: job.jobId ?? null,
  queueName: job.queueName ?? null,
  isPaused: paused ? paused.has(job.name) : null,
  pausedAt: paused?.get(job.name)?.pausedAt.toISOString() ?? null,
})
