import type { WorkerView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Link } from '../../parts/link.js'
import { Since } from '../../parts/moment.js'
import { type Column, Table } from '../../parts/table.js'
import { workerTexts } from './texts.js'

type RunningJob = WorkerView['jobs'][number]

/** What a worker runs, the longest first. */
export function RunningJobs({ worker }: { readonly worker: WorkerView }) {
  const { say } = useLanguage()
  const { jobs, running } = worker
  if (jobs.length === 0) return <p class="quiet padded-line">{say(workerTexts.runsNothing)}</p>
  const columns: readonly Column<RunningJob>[] = [
    {
      key: 'task',
      head: say(workerTexts.task),
      width: 'minmax(7rem, 1fr)',
      narrow: 'title',
      cell: ({ functionName, jobId }) => (
        <Link class="row-link" to={{ page: 'job', id: jobId }}>
          {functionName}
        </Link>
      ),
    },
    {
      key: 'job',
      head: say(workerTexts.job),
      width: 'minmax(7rem, 1fr)',
      narrow: 'meta',
      cell: ({ jobId }) => (
        <span class="mono quiet" title={jobId}>
          {jobId}
        </span>
      ),
    },
    {
      key: 'queue',
      head: say(workerTexts.queue),
      width: 'minmax(5rem, 9rem)',
      narrow: 'meta',
      cell: ({ queueName }) => queueName,
    },
    {
      key: 'try',
      head: say(workerTexts.attempt),
      width: '3.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ jobTry }) => jobTry,
    },
    {
      key: 'for',
      head: say(workerTexts.for),
      width: '5rem',
      narrow: 'side',
      isNumber: true,
      cell: ({ since }) => <Since at={since} />,
    },
  ]
  return (
    <>
      <Table
        label={`${worker.name}: ${say(workerTexts.runs)}`}
        columns={columns}
        rows={jobs}
        keyOf={({ jobId, jobTry }) => `${jobId} ${String(jobTry)}`}
        isLong={jobs.length > 80}
      />
      {running > jobs.length && (
        <p class="quiet padded-line">{say(workerTexts.more, { count: running - jobs.length })}</p>
      )}
    </>
  )
}
