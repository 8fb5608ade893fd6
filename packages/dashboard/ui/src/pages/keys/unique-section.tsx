import { useEffect, useState } from 'preact/hooks'

import type { UniqueJobView, UniqueKeyView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Button } from '../../parts/button.js'
import { Link } from '../../parts/link.js'
import { Distance } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { Settled } from '../../parts/settled.js'
import { type Column, Table } from '../../parts/table.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { keysTexts } from './texts.js'

const ASK_AGAIN_MS = 5000

/** Keys of which there is one job, with that job. */
export function UniqueSection() {
  const { say, count } = useLanguage()
  const { server } = useSession()
  /** Where the page begins; it is asked for anew while it is shown. */
  const [cursor, setCursor] = useState<string>()
  const answer = useAnswer(`unique ${cursor ?? ''}`, (signal) =>
    server.call('unique', { query: cursor === undefined ? {} : { cursor }, signal }),
  )
  const { again } = answer
  useEffect(() => {
    const timer = setInterval(again, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  const columns: readonly Column<UniqueKeyView>[] = [
    {
      ...{ key: 'task', head: say(keysTexts.task), width: 'minmax(7rem, 1fr)', narrow: 'meta' },
      cell: ({ task }) => task,
    },
    {
      ...{ key: 'key', head: say(keysTexts.key), width: 'minmax(7rem, 1.4fr)', narrow: 'title' },
      cell: ({ key }) => <span class="mono strong">{key}</span>,
    },
    {
      ...{ key: 'running', head: say(keysTexts.running), width: 'minmax(6rem, 1fr)' },
      narrow: 'meta',
      cell: ({ running }) => <OpenJob job={running} />,
    },
    {
      ...{ key: 'waiting', head: say(keysTexts.waiting), width: 'minmax(6rem, 1fr)' },
      narrow: 'meta',
      cell: ({ waiting }) => <OpenJob job={waiting} />,
    },
    {
      ...{ key: 'due', head: say(keysTexts.due), width: '7rem', narrow: 'meta' },
      cell: ({ waiting }) => <Distance at={waiting?.due} />,
    },
    {
      ...{ key: 'calls', head: say(keysTexts.calls), width: '4rem', narrow: 'meta' },
      isNumber: true,
      cell: ({ waiting, running }) => count((waiting ?? running)?.calls ?? 0),
    },
  ]
  return (
    <Section title={say(keysTexts.unique)}>
      <Settled answer={answer}>
        {({ keys, next }) => (
          <>
            {keys.length === 0 ? (
              <Blank title={say(keysTexts.noUnique)}>
                <p class="quiet">{say(keysTexts.noUniqueLead)}</p>
              </Blank>
            ) : (
              <div class="card has-tall-rows">
                <Table
                  label={say(keysTexts.unique)}
                  columns={columns}
                  rows={keys}
                  keyOf={({ task, key }) => `${task}\n${key}`}
                />
              </div>
            )}
            {next !== null && (
              <Button onClick={() => setCursor(next)}>{say(keysTexts.more)}</Button>
            )}
          </>
        )}
      </Settled>
    </Section>
  )
}

function OpenJob({ job }: { readonly job: UniqueJobView | null }) {
  if (!job) return <span class="quiet">–</span>
  return (
    <Link class="mono" to={{ page: 'job', id: job.jobId }} title={job.jobId}>
      {job.jobId.length > 12 ? `${job.jobId.slice(0, 12)}…` : job.jobId}
    </Link>
  )
}
