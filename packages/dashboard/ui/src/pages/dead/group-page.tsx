import type { DeadLetterQueueView, LetterView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Link } from '../../parts/link.js'
import { Distance } from '../../parts/moment.js'
import { Page } from '../../parts/page.js'
import { Settled } from '../../parts/settled.js'
import { type Column, Table } from '../../parts/table.js'
import { goTo } from '../../router/use-route.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { LetterActs } from './letter-acts.js'
import { LetterDialog } from './letter-dialog.js'
import { groupOf, oneOf } from './meant.js'
import { Operations } from './operations.js'
import { deadTexts } from './texts.js'
import { useAgainAfterOperations } from './use-again-after-operations.js'

const MOST_LETTERS = '10000'

interface Properties {
  readonly queue: string
  readonly fingerprint: string
  /** The one that is looked at. */
  readonly letter: string | undefined
}

/** The letters of one reason. */
export function GroupPage({ queue, fingerprint, letter }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const answer = useAnswer(`group ${queue} ${fingerprint}`, (signal) =>
    server.call('deadLetters', {
      query: { queue, error: fingerprint, each: '1', limit: MOST_LETTERS },
      signal,
    }),
  )
  useAgainAfterOperations(answer.again)
  const found = answer.value?.queues.find(({ groups }) => groups.length > 0)
  const group = found?.groups[0]
  return (
    <Page
      title={group?.errorMessage ?? say(deadTexts.group)}
      heading={
        group && <span class="group-title">{group.errorMessage ?? say(deadTexts.noReason)}</span>
      }
      lead={
        <span class="job-id">
          <Link to={{ page: 'dead', query: {} }}>{say(deadTexts.title)}</Link>
          <span aria-hidden="true">/</span>
          {found?.name ?? queue}
          {group && (
            <span class="quiet">
              {[group.task, group.errorType, group.errorCode].filter((text) => text).join(' · ')}
            </span>
          )}
        </span>
      }
      acts={found && group && <LetterActs meant={groupOf(found.name, group)} />}
    >
      <Operations />
      <Settled answer={answer}>
        {() =>
          found ? (
            <Letters queue={found} fingerprint={fingerprint} />
          ) : (
            <Blank title={say(deadTexts.groupGone)}>
              <Link to={{ page: 'dead', query: {} }}>{say(deadTexts.allQueues)}</Link>
            </Blank>
          )
        }
      </Settled>
      {letter && (
        <LetterDialog
          queue={found?.name ?? queue}
          jobId={letter}
          onClose={() => goTo({ page: 'dead', query: { queue, group: fingerprint } })}
        />
      )}
    </Page>
  )
}

interface LettersProperties {
  readonly queue: DeadLetterQueueView
  readonly fingerprint: string
}

function Letters({ queue, fingerprint }: LettersProperties) {
  const { say } = useLanguage()
  const columns = useColumns(queue.name, fingerprint)
  const letters = queue.letters ?? []
  return (
    <>
      {letters.length < queue.matched && (
        <p class="quiet">
          {say(deadTexts.firstOf, { shown: letters.length, count: queue.matched })}
        </p>
      )}
      <div class="card">
        <Table
          label={say(deadTexts.group)}
          columns={columns}
          rows={letters.map((letter, index) => ({ ...letter, index }))}
          keyOf={({ jobId, index }) => `${jobId ?? ''} ${String(index)}`}
          isLong
          narrowRowHeight={96}
        />
      </div>
    </>
  )
}

function useColumns(queue: string, fingerprint: string): readonly Column<LetterView>[] {
  const { say } = useLanguage()
  const { may } = useSession()
  const columns: readonly Column<LetterView>[] = [
    {
      key: 'id',
      head: say(deadTexts.id),
      width: 'minmax(9rem, 1.4fr)',
      narrow: 'title',
      cell: ({ jobId }) =>
        jobId === null ? (
          <span class="quiet">{say(deadTexts.unreadable)}</span>
        ) : (
          <Link
            class="row-link mono"
            to={{ page: 'dead', query: { queue, group: fingerprint, letter: jobId } }}
            title={jobId}
          >
            {jobId}
          </Link>
        ),
    },
    {
      key: 'message',
      head: say(deadTexts.reason),
      width: 'minmax(9rem, 2fr)',
      narrow: 'hidden',
      cell: ({ errorMessage }) => <span title={errorMessage ?? ''}>{errorMessage}</span>,
    },
    {
      key: 'worker',
      head: say(deadTexts.worker),
      width: 'minmax(5rem, 1fr)',
      narrow: 'hidden',
      cell: ({ workerId }) => (
        <span class="mono quiet" title={workerId ?? ''}>
          {workerId}
        </span>
      ),
    },
    {
      key: 'tries',
      head: say(deadTexts.tries),
      width: '3.5rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ tries }) => tries ?? '–',
    },
    {
      key: 'redrives',
      head: say(deadTexts.redrives),
      width: '5.5rem',
      narrow: 'hidden',
      isNumber: true,
      cell: ({ redrives }) => (redrives === 0 ? '–' : say(deadTexts.times, { count: redrives })),
    },
    {
      key: 'failed',
      head: say(deadTexts.failedAt),
      width: '6rem',
      narrow: 'side',
      isNumber: true,
      cell: ({ failedAt }) => <Distance at={failedAt} />,
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
      cell: ({ jobId }) => jobId !== null && <LetterActs meant={oneOf(queue, jobId)} isSmall />,
    },
  ]
}
