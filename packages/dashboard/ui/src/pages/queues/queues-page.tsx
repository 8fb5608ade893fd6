import type { OverviewView, QueueView } from '../../../../src/contract/index.js'
import { rateText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Link } from '../../parts/link.js'
import { Loading } from '../../parts/loading.js'
import { Since } from '../../parts/moment.js'
import { Page } from '../../parts/page.js'
import { type Column, Table } from '../../parts/table.js'
import { Trouble } from '../../parts/trouble.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { QueueActs } from './queue-acts.js'
import { queueStateOf } from './queue-state.js'
import { QueueStateMark } from './queue-state-mark.js'
import { queueTexts } from './texts.js'

/** Every queue with its figures, and the ways to hold it. */
export function QueuesPage() {
  const { say } = useLanguage()
  const { overview } = useLive()
  const { may } = useSession()
  return (
    <Page title={say(queueTexts.title)} lead={may('act') && say(queueTexts.lead)}>
      <Trouble topic="overview" />
      {overview ? <Queues overview={overview} /> : <Loading />}
    </Page>
  )
}

function Queues({ overview }: { readonly overview: OverviewView }) {
  const { say } = useLanguage()
  const columns = useColumns(overview)
  if (overview.queues.length === 0) {
    return (
      <Blank title={say(queueTexts.none)}>
        <p class="quiet">{say(queueTexts.noneLead)}</p>
      </Blank>
    )
  }
  return (
    <div class="card">
      <Table
        label={say(queueTexts.title)}
        columns={columns}
        rows={overview.queues}
        keyOf={({ name }) => name}
      />
      {overview.unknownConsumers.length > 0 && (
        <ul class="card-foot">
          {overview.unknownConsumers.map(({ queueName, consumers }) => (
            <li key={queueName}>
              <b>{queueName}</b>: {say(queueTexts.foreign, { count: consumers })}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function useColumns({ workers }: OverviewView): readonly Column<QueueView>[] {
  const { say, count } = useLanguage()
  const { may, features } = useSession()
  const known = (value: number | null) => (value === null ? '–' : count(value))
  const columns: readonly Column<QueueView>[] = [
    {
      key: 'name',
      head: say(queueTexts.queue),
      width: 'minmax(8rem, 1.4fr)',
      narrow: 'title',
      cell: ({ name, type }) => (
        <>
          <Link class="row-link" to={{ page: 'jobs', query: { queue: name } }} title={name}>
            {name}
          </Link>
          {type !== null && <span class="quiet"> {type}</span>}
        </>
      ),
    },
    {
      key: 'state',
      head: say(queueTexts.state),
      width: 'minmax(6.5rem, 1fr)',
      narrow: 'side',
      cell: (queue) => <QueueStateMark state={queueStateOf(queue, workers)} />,
    },
    ...(['ready', 'unacknowledged', 'consumers'] as const).map((key): Column<QueueView> => ({
      key,
      head: say(queueTexts[key]),
      width: 'minmax(3.5rem, 5.5rem)',
      narrow: 'meta',
      isNumber: true,
      cell: (queue) => known(queue[key]),
    })),
    {
      key: 'rates',
      head: say(queueTexts.inOut),
      width: 'minmax(5.5rem, 7rem)',
      narrow: 'meta',
      isNumber: true,
      cell: ({ inPerSecond, outPerSecond }) =>
        [inPerSecond, outPerSecond]
          .map((rate) => (rate === null ? '–' : rateText(rate)))
          .join(' / '),
    },
    {
      key: 'oldest',
      head: say(queueTexts.oldest),
      width: '4.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ oldestAt }) => (oldestAt === null ? '–' : <Since at={oldestAt} />),
    },
    {
      key: 'dead',
      head: say(queueTexts.dead),
      width: '3.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ name, deadLetterQueue: { ready } }) =>
        ready ? (
          <Link class="bad-link" to={{ page: 'dead', query: { queue: name } }}>
            {count(ready)}
          </Link>
        ) : (
          known(ready)
        ),
    },
  ]
  if (!may('act') || !features.control) return columns
  return [
    ...columns,
    {
      key: 'acts',
      head: say(queueTexts.acts),
      width: '11.5rem',
      narrow: 'meta',
      hasActs: true,
      cell: (queue) => <QueueActs queue={queue} state={queueStateOf(queue, workers)} />,
    },
  ]
}
