import { cronJobJson, type ListedCronJob, momentText, type PausedCrons, ticksOf } from '@arq/admin'
import { type Language, renderText } from '@arq/core'

import type { CronView } from '../contract/cron.js'
import { scheduleInWords } from './in-words.js'

/** A schedule that can tell its last moment, too. */
type Schedule = ListedCronJob['schedule'] & { previous?: (beforeMs: number) => number | undefined }

interface CronLook {
  readonly count: number
  readonly language: Language
  readonly nowMs: number
  readonly paused: PausedCrons
}

/** The cron jobs, and when they come. */
export function cronView(
  jobs: readonly ListedCronJob[],
  { count, language, nowMs, paused }: CronLook,
): CronView {
  return {
    cronJobs: jobs.map((job) => {
      const schedule: Schedule = job.schedule
      const words = scheduleInWords(schedule.pattern)
      const previousMs = schedule.previous?.(nowMs)
      return {
        ...cronJobJson(job, ticksOf(job, nowMs, count), paused),
        inWords: words ? renderText(words, language) : schedule.pattern,
        previous: previousMs === undefined ? null : momentText(previousMs),
      }
    }),
  }
}
