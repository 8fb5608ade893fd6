import type { OverviewView, WorkerView } from '../../../../src/contract/index.js'
import { bytesText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Link } from '../../parts/link.js'
import { Section } from '../../parts/section.js'
import { type Column, Table } from '../../parts/table.js'
import { SlotsMeter } from '../workers/slots-meter.js'
import { workerTexts } from '../workers/texts.js'
import { WorkerState } from '../workers/worker-state.js'
import { overviewTexts } from './texts.js'

/** The workers in short. */
export function WorkerList({ overview }: { readonly overview: OverviewView }) {
  const { say, duration } = useLanguage()
  const columns: readonly Column<WorkerView>[] = [
    {
      key: 'name',
      head: say(workerTexts.worker),
      width: 'minmax(6rem, 1fr)',
      narrow: 'title',
      cell: ({ name, workerId }) => (
        <span title={workerId} class="strong">
          {name}
        </span>
      ),
    },
    {
      key: 'state',
      head: say(workerTexts.state),
      width: '6.5rem',
      narrow: 'side',
      cell: (worker) => <WorkerState worker={worker} />,
    },
    {
      key: 'slots',
      head: say(workerTexts.slots),
      width: '7.75rem',
      narrow: 'meta',
      cell: ({ running, slots }) => <SlotsMeter running={running} slots={slots} />,
    },
    {
      key: 'lag',
      head: say(workerTexts.lag),
      width: '3.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ eventLoopLagMs }) => duration(eventLoopLagMs),
    },
    {
      key: 'memory',
      head: say(workerTexts.memory),
      width: '4.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ memory }) => bytesText(memory.rssBytes),
    },
  ]
  return (
    <Section
      title={say(overviewTexts.workers)}
      aside={<Link to={{ page: 'workers' }}>{say(overviewTexts.seeAll)}</Link>}
    >
      <div class="card">
        {overview.workers.length === 0 ? (
          <Blank title={say(workerTexts.none)}>
            <p class="quiet">{say(workerTexts.noneLead)}</p>
          </Blank>
        ) : (
          <Table
            label={say(overviewTexts.workers)}
            columns={columns}
            rows={overview.workers}
            keyOf={({ workerId }) => workerId}
          />
        )}
      </div>
    </Section>
  )
}
