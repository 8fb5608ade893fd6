import type { OverviewView, QueueView } from '../../../../src/contract/index.js'
import { rateText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Link } from '../../parts/link.js'
import { Since } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { type Column, Table } from '../../parts/table.js'
import { queueTexts } from '../queues/texts.js'
import { overviewTexts } from './texts.js'

/** The queues in short. */
export function QueueList({ overview }: { readonly overview: OverviewView }) {
  const { say, count } = useLanguage()
  const known = (value: number | null) => (value === null ? '–' : count(value))
  const columns: readonly Column<QueueView>[] = [
    {
      key: 'name',
      head: say(queueTexts.queue),
      width: 'minmax(6rem, 1fr)',
      narrow: 'title',
      cell: ({ name }) => (
        <Link class="row-link" to={{ page: 'jobs', query: { queue: name } }} title={name}>
          {name}
        </Link>
      ),
    },
    {
      key: 'ready',
      head: say(queueTexts.ready),
      width: '4.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ ready }) => known(ready),
    },
    {
      key: 'rates',
      head: say(queueTexts.inOut),
      width: '6.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ inPerSecond, outPerSecond }) =>
        `${inPerSecond === null ? '–' : rateText(inPerSecond)} / ${outPerSecond === null ? '–' : rateText(outPerSecond)}`,
    },
    {
      key: 'oldest',
      head: say(queueTexts.oldest),
      width: '5rem',
      narrow: 'side',
      isNumber: true,
      cell: ({ oldestAt }) => (oldestAt === null ? '–' : <Since at={oldestAt} />),
    },
    {
      key: 'dead',
      head: say(queueTexts.dead),
      width: '3.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ deadLetterQueue: { name, ready } }) =>
        ready ? (
          <Link class="bad-link" to={{ page: 'dead', query: { queue: name } }}>
            {count(ready)}
          </Link>
        ) : (
          known(ready)
        ),
    },
  ]
  return (
    <Section
      title={say(overviewTexts.queues)}
      aside={<Link to={{ page: 'queues' }}>{say(overviewTexts.seeAll)}</Link>}
    >
      <div class="card">
        <Table
          label={say(overviewTexts.queues)}
          columns={columns}
          rows={overview.queues}
          keyOf={({ name }) => name}
        />
      </div>
    </Section>
  )
}
