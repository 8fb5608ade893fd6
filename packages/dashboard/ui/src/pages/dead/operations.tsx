import type { OperationView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { Distance } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { StateMark } from '../../parts/state-mark.js'
import { useNow } from '../../parts/use-now.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { shownOperations } from './shown-operations.js'
import { deadTexts } from './texts.js'

const TONES = { running: 'busy', done: 'good', failed: 'bad', stopped: 'warn' } as const

/** The redrives and purges that run, and those that have just ended. */
export function Operations() {
  const { say } = useLanguage()
  const { operations } = useLive()
  const now = useNow()
  const shown = shownOperations(operations, now)
  if (shown.length === 0) return null
  return (
    <Section title={say(deadTexts.operations)}>
      <ul class="operations">
        {shown.map((operation) => (
          <Operation key={operation.id} operation={operation} />
        ))}
      </ul>
    </Section>
  )
}

function Operation({ operation }: { readonly operation: OperationView }) {
  const { say } = useLanguage()
  const { server } = useSession()
  const { id, kind, queue, state, visited, total, done, unreadable, error, user } = operation
  const isRunning = state === 'running'
  const name = say(kind === 'redrive' ? deadTexts.redriving : deadTexts.purging, { queue })
  const told = [
    say(kind === 'redrive' ? deadTexts.sent : deadTexts.dropped, { done }),
    total === null
      ? say(deadTexts.lookedAtSome, { visited })
      : say(deadTexts.lookedAt, { visited, total }),
    ...(unreadable > 0 ? [say(deadTexts.stayed, { count: unreadable })] : []),
    ...(user === null ? [] : [say(deadTexts.byUser, { user })]),
  ]
  return (
    <li class="card padded operation">
      <div class="operation-head">
        <h3>{name}</h3>
        <span role="status">
          <StateMark tone={TONES[state]}>{say(deadTexts[state])}</StateMark>
        </span>
        {!isRunning && operation.endedAt !== null && (
          <span class="quiet">
            <Distance at={operation.endedAt} />
          </span>
        )}
        {isRunning && (
          <ActButton
            permission="act"
            icon="stop"
            isSmall
            perform={async () => {
              await server.call('stopOperation', { params: { id } })
              return say(deadTexts.isStopping)
            }}
          >
            {say(deadTexts.stop)}
          </ActButton>
        )}
      </div>
      <progress
        class="progress"
        aria-label={name}
        {...(total === null && isRunning
          ? {}
          : { value: isRunning ? visited : 1, max: isRunning ? Math.max(total ?? 1, 1) : 1 })}
      />
      <p class="quiet">{told.join(' · ')}</p>
      {error !== null && <p class="bad-text">{error}</p>}
    </li>
  )
}
