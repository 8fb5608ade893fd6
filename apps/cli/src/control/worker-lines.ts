import type { SilentWorker, WorkersReport } from '@arq/client'
import { renderText, type RunningJobInfo, type Text, type WorkerInfo } from '@arq/core'

import { paint } from '../print.js'
import type { Program } from '../program.js'
import { span } from '../span.js'
import { type Column, tableLines } from '../table.js'
import { texts } from '../texts.js'
import { controlTexts } from './texts.js'

/** What `arq workers` shows: a table of the workers, and one of what they run. */
export function workerLines(
  workers: readonly WorkerInfo[],
  nowMs: number,
  { language, output }: Program,
): readonly string[] {
  const say = (text: Text): string => renderText(text, language)
  const left = (title: Text) => ({ title: say(title), align: 'left' as const })
  const right = (title: Text) => ({ title: say(title), align: 'right' as const })
  const lesser = (column: Column): Column => ({ ...column, isLesser: true })
  const table = (
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
  ): readonly string[] => {
    const [heading = '', ...lines] = tableLines(columns, rows, output)
    return [paint('bold', heading, output), ...lines]
  }
  const workerTable = table(
    [
      left(controlTexts.columnWorker()),
      lesser(left(controlTexts.columnHost())),
      lesser(right(controlTexts.columnPid())),
      lesser(left(controlTexts.columnVersion())),
      left(controlTexts.columnState()),
      right(controlTexts.columnRunning()),
      left(controlTexts.columnQueues()),
      right(controlTexts.columnLag()),
      right(controlTexts.columnMemory()),
      right(controlTexts.columnUptime()),
    ],
    workers.map((worker) => [
      worker.workerId,
      worker.host,
      String(worker.pid),
      worker.version,
      say(controlTexts[worker.state]()),
      `${String(worker.running)}/${String(worker.slots)}`,
      worker.queues.map((queue) => queueText(queue, say)).join(', '),
      `${String(worker.eventLoopLagMs)} ms`,
      `${String(Math.round(worker.memory.rssBytes / 2 ** 20))} MB`,
      span(nowMs - worker.startedAt.getTime()),
    ]),
  )
  const jobs = workers.flatMap((worker) => worker.jobs.map((job) => jobRow(job, worker, nowMs)))
  if (jobs.length === 0) return workerTable
  const jobTable = table(
    [
      left(controlTexts.columnJob()),
      left(controlTexts.columnTask()),
      left(texts.columnQueue()),
      right(controlTexts.columnTry()),
      right(controlTexts.columnSince()),
      lesser(left(controlTexts.columnWorker())),
    ],
    jobs,
  )
  const more = workers
    .filter(({ running, jobs: shown }) => running > shown.length)
    .map(({ workerId, running, jobs: shown }) =>
      say(controlTexts.moreJobs({ count: running - shown.length, worker: workerId })),
    )
  return [...workerTable, '', ...jobTable, ...more]
}

const jobRow = (
  { jobId, functionName, queueName, jobTry, since }: RunningJobInfo,
  { workerId }: WorkerInfo,
  nowMs: number,
): readonly string[] => [
  jobId,
  functionName,
  queueName,
  String(jobTry),
  span(nowMs - since.getTime()),
  workerId,
]

const queueText = (
  { name, isPaused }: WorkerInfo['queues'][number],
  say: (text: Text) => string,
): string => (isPaused ? say(controlTexts.pausedQueue({ queue: name })) : name)

/** Says who did not answer, as far as it is known. */
export function warnOfAbsent(
  { silent, unknownConsumers }: Pick<WorkersReport, 'silent' | 'unknownConsumers'>,
  { language, errors }: Program,
): void {
  const warn = (text: Text): void => {
    const warning = paint('yellow', renderText(texts.warning(), language), errors)
    errors.write(`${warning}${renderText(text, language)}\n`)
  }
  for (const one of silent) warn(silentText(one))
  for (const { queueName: queue, consumers: count } of unknownConsumers) {
    warn(controlTexts.unknownConsumers({ queue, count }))
  }
}

const silentText = ({ worker }: SilentWorker): Text =>
  controlTexts.silent({ worker: worker.workerId, host: worker.host, pid: worker.pid })
