import type { DeadLettersView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Button } from '../../parts/button.js'
import { Link } from '../../parts/link.js'
import { Page } from '../../parts/page.js'
import { Settled } from '../../parts/settled.js'
import { partTexts } from '../../parts/texts.js'
import type { Query } from '../../router/route.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { GroupPage } from './group-page.js'
import { Operations } from './operations.js'
import { QueueOfLetters } from './queue-of-letters.js'
import { deadTexts } from './texts.js'
import { useAgainAfterOperations } from './use-again-after-operations.js'

/** What failed for good, by reason. */
export function DeadPage({ query }: { readonly query: Query }) {
  const { queue, group, letter } = query
  if (queue && group) {
    return <GroupPage key={`${queue} ${group}`} queue={queue} fingerprint={group} letter={letter} />
  }
  return <GroupsPage key={queue ?? ''} queue={queue} />
}

function GroupsPage({ queue }: { readonly queue: string | undefined }) {
  const { say } = useLanguage()
  const { server } = useSession()
  const answer = useAnswer(`dead ${queue ?? ''}`, (signal) =>
    server.call('deadLetters', { query: { ...(queue && { queue }) }, signal }),
  )
  useAgainAfterOperations(answer.again)
  return (
    <Page
      title={say(deadTexts.title)}
      lead={
        queue ? (
          <Link to={{ page: 'dead', query: {} }}>{say(deadTexts.allQueues)}</Link>
        ) : (
          say(deadTexts.lead)
        )
      }
      acts={
        <Button icon="retry" isDisabled={answer.isAsking} onClick={answer.again}>
          {say(partTexts.refresh)}
        </Button>
      }
    >
      <Operations />
      <Settled answer={answer}>
        {(view) => <QueuesOfLetters view={view} onChange={answer.again} />}
      </Settled>
    </Page>
  )
}

interface QueuesProperties {
  readonly view: DeadLettersView
  readonly onChange: () => void
}

function QueuesOfLetters({ view, onChange }: QueuesProperties) {
  const { say } = useLanguage()
  if (view.queues.every(({ total }) => total === 0)) {
    return (
      <Blank title={say(deadTexts.noneTitle)}>
        <p class="quiet">{say(deadTexts.noneLead)}</p>
      </Blank>
    )
  }
  const byTotal = [...view.queues].sort((a, b) => b.total - a.total)
  return (
    <>
      {byTotal.map((queue) => (
        <QueueOfLetters key={queue.name} queue={queue} onChange={onChange} />
      ))}
    </>
  )
}
