import type { DeadLetterQueueView, LetterGroupView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Bars } from '../../parts/bars.js'
import { Button } from '../../parts/button.js'
import { Link } from '../../parts/link.js'
import { Distance } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { type Column, Table } from '../../parts/table.js'
import { partTexts } from '../../parts/texts.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { LetterActs } from './letter-acts.js'
import { allOf, groupOf } from './meant.js'
import { deadTexts } from './texts.js'

interface Properties {
  readonly queue: DeadLetterQueueView
  readonly onChange: () => void
}

/** One dead letter queue: its groups, and what can be done with all of it. */
export function QueueOfLetters({ queue, onChange }: Properties) {
  const { say } = useLanguage()
  const { name, total, matched, groups, busyWith } = queue
  const columns = useColumns(name)
  const isBusy = busyWith !== undefined
  const told = [
    say(deadTexts.letters, { count: total }),
    ...(matched < total && !isBusy ? [say(deadTexts.partly, { matched, total })] : []),
  ]
  return (
    <Section title={name} aside={told.join(' · ')}>
      <Changed queue={queue} onChange={onChange} />
      {isBusy && <p class="quiet">{say(deadTexts.busy)}</p>}
      {total === 0 && <p class="quiet">{say(deadTexts.noneHere)}</p>}
      {groups.length > 0 && (
        <div class="card">
          <Table
            label={name}
            columns={columns}
            rows={groups}
            keyOf={({ fingerprint }) => fingerprint}
          />
        </div>
      )}
      {total > 0 && !isBusy && (
        <div class="acts-line">
          <LetterActs meant={allOf(name, total)} />
        </div>
      )}
    </Section>
  )
}

/** Letters are looked at when asked for, not all the time: says when there are others by now. */
function Changed({ queue: { name, total, busyWith }, onChange }: Properties) {
  const { say } = useLanguage()
  const { overview } = useLive()
  const known = overview?.queues.find(({ deadLetterQueue }) => deadLetterQueue.name === name)
  const now = known?.deadLetterQueue.ready
  const isOther = busyWith === undefined && now !== undefined && now !== null && now !== total
  return (
    <div role="status" class="trouble-place">
      {isOther && (
        <p class="changed">
          {say(deadTexts.changed, { before: total, now })}{' '}
          <Button kind="bare" isSmall icon="retry" onClick={onChange}>
            {say(partTexts.refresh)}
          </Button>
        </p>
      )}
    </div>
  )
}

function useColumns(queue: string): readonly Column<LetterGroupView>[] {
  const { say, count, moment } = useLanguage()
  const { may } = useSession()
  const clock = (at: string | null) => (at === null ? '–' : moment(new Date(at)))
  const columns: readonly Column<LetterGroupView>[] = [
    {
      key: 'reason',
      head: say(deadTexts.reason),
      width: 'minmax(12rem, 2.4fr)',
      narrow: 'title',
      cell: ({ fingerprint, errorType, errorCode, errorMessage }) => (
        <Link
          class="row-link reason"
          to={{ page: 'dead', query: { queue, group: fingerprint } }}
          title={errorMessage ?? ''}
        >
          {errorMessage ?? say(deadTexts.noReason)}
          <span class="quiet reason-type"> {errorCode ?? errorType}</span>
        </Link>
      ),
    },
    {
      key: 'task',
      head: say(deadTexts.task),
      width: 'minmax(6rem, 1fr)',
      narrow: 'meta',
      cell: ({ task }) => task ?? <span class="quiet">{say(deadTexts.unreadable)}</span>,
    },
    {
      key: 'time',
      head: say(deadTexts.overTime),
      width: '8rem',
      narrow: 'hidden',
      cell: (group) => (
        <Bars
          values={group.overTime}
          tone="bad"
          label={say(deadTexts.overTimeOf, {
            count: group.count,
            first: clock(group.firstFailedAt),
            last: clock(group.lastFailedAt),
            most: Math.max(...group.overTime, 0),
          })}
        />
      ),
    },
    {
      key: 'last',
      head: say(deadTexts.lastFailed),
      width: '5.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ lastFailedAt }) => <Distance at={lastFailedAt} />,
    },
    {
      key: 'count',
      head: say(deadTexts.count),
      width: '4.5rem',
      narrow: 'side',
      isNumber: true,
      cell: (group) => <b>{count(group.count)}</b>,
    },
  ]
  if (!may('act')) return columns
  return [
    ...columns,
    {
      key: 'acts',
      head: say(deadTexts.acts),
      width: '12.5rem',
      narrow: 'meta',
      hasActs: true,
      cell: (group) => <LetterActs meant={groupOf(queue, group)} isSmall />,
    },
  ]
}
