import { type JobInfo, type JobRecord, renderText, type Text } from '@arq/core'
import { toJobInfo } from '@arq/core/internal'

import { paint, printJson } from '../print.js'
import type { Program } from '../program.js'
import { tableLines } from '../table.js'
import type { Gathered } from './gather-jobs.js'
import { counted } from './search-progress.js'
import { searchTexts } from './texts.js'

export interface ShowOptions {
  readonly program: Program
  readonly limit: number
  /** Takes out what nobody is to see. */
  readonly redacted: (info: JobInfo) => JobInfo
}

/** Part of the contract: keys are added, never renamed. `null` is "it cannot be told", of the cursor "there is no more". */
export function printJobsAsJson(found: Gathered, { program, redacted }: ShowOptions): void {
  const { jobs, cursor, by, order, covers, lookedAt, ofAbout } = found
  printJson(
    {
      jobs: jobs.map((job) => redacted(toJobInfo(job))),
      isComplete: cursor === undefined,
      cursor: cursor ?? null,
      ...{ by, order, covers, lookedAt },
      ofAbout: ofAbout ?? null,
    },
    program.output,
  )
}

export function printJobs(found: Gathered, options: ShowOptions): void {
  const { output, language } = options.program
  const { jobs, lookedAt } = found
  const say = (text: Text): void => output.write(`${renderText(text, language)}\n`)
  const looked = counted(lookedAt)
  if (jobs.length === 0) say(searchTexts.none({ looked }))
  else {
    const [heading = '', ...rows] = lines(jobs, options)
    output.write(`${[paint('bold', heading, output), ...rows].join('\n')}\n`)
    say(searchTexts.found({ found: jobs.length, looked }))
  }
  for (const text of whatIsLeft(found, options.limit)) say(text)
}

function whatIsLeft({ jobs, cursor, order, covers }: Gathered, limit: number): readonly Text[] {
  const left: Text[] = []
  if (cursor !== undefined) {
    left.push(jobs.length >= limit ? searchTexts.limitReached({ limit }) : searchTexts.stopped())
    if (order === 'none') left.push(searchTexts.unordered())
  }
  if (covers === 'part') left.push(searchTexts.inPart())
  return left
}

function lines(jobs: readonly JobRecord[], { program, redacted }: ShowOptions): readonly string[] {
  const title = (text: Text): string => renderText(text, program.language)
  return tableLines(
    [
      { title: title(searchTexts.columnJob()), align: 'left' },
      { title: title(searchTexts.columnTask()), align: 'left' },
      { title: title(searchTexts.columnQueue()), align: 'left', isLesser: true },
      { title: title(searchTexts.columnStatus()), align: 'left' },
      { title: title(searchTexts.columnEnqueued()), align: 'left' },
      { title: title(searchTexts.columnEnded()), align: 'left', isLesser: true },
      { title: title(searchTexts.columnError()), align: 'left' },
    ],
    jobs.map((job) => {
      const info = redacted(toJobInfo(job))
      return [
        ...[info.jobId, info.function, info.queueName, info.status],
        ...[shortTime(info.enqueueTime), shortTime(info.endTime)],
        info.error?.split('\n', 1)[0] ?? '-',
      ]
    }),
    program.output,
  )
}

const shortTime = (date: Date | undefined): string =>
  date === undefined ? '-' : `${date.toISOString().slice(0, 19)}Z`
