/** Query of `GET api/cron`. */
export interface CronQuery {
  /** Next runs of each, 1 to 100. Default: 5. */
  readonly count?: string
}

/** `GET api/cron`: as `arq cron list --json` prints it, and the schedule in words. */
export interface CronView {
  readonly cronJobs: readonly CronJobView[]
}

export interface CronJobView {
  readonly name: string
  /** As a crontab string, seconds first where there are six fields. */
  readonly when: string
  /** In words, in the language that was asked for: `every day at 03:00`; `when` where there are no better ones. */
  readonly inWords: string
  readonly timeZone: string
  readonly next: readonly string[]
  /** When it came last, by its schedule. */
  readonly previous: string | null
  readonly runAtStartup: boolean
  readonly unique: boolean
  readonly missed: string
  readonly jobId: string | null
  readonly queueName: string | null
  /** Whether workers skip its ticks; `null`: it cannot be told, for want of a result store or its answer. */
  readonly isPaused: boolean | null
  readonly pausedAt: string | null
}

/** `POST api/cron/:name/pause` and `…/resume`: what holds from now on for all workers, also those that start later. */
export interface CronPauseAnswer {
  readonly name: string
  readonly isPaused: boolean
  /** False: it was so before. */
  readonly hasChanged: boolean
}

/** `POST api/cron/:name/run-now`: it comes now, out of its turn. */
export interface CronRunAnswer {
  readonly name: string
  readonly jobId: string
  readonly queue: string
}
