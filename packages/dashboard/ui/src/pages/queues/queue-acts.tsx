import type { QueueView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { useSession } from '../../server/session.js'
import type { QueueState } from './queue-state.js'
import { queueTexts } from './texts.js'

interface Properties {
  readonly queue: QueueView
  readonly state: QueueState
}

/** Pause, resume and drain of one queue. */
export function QueueActs({ queue: { name }, state }: Properties) {
  const { say } = useLanguage()
  const { server, features } = useSession()
  if (!features.control || state.kind === 'missing') return null
  const params = { queue: name }
  const isPaused = state.kind === 'paused'
  return (
    <>
      {(isPaused || state.kind === 'pausedInSome') && (
        <ActButton
          permission="act"
          icon="play"
          isSmall
          label={say(queueTexts.resumeOf, { queue: name })}
          perform={async () => {
            const { workers } = await server.call('resumeQueue', { params })
            return say(queueTexts.isResumed, { queue: name, count: workers.length })
          }}
        >
          {say(queueTexts.resume)}
        </ActButton>
      )}
      {!isPaused && (
        <>
          <ActButton
            permission="act"
            icon="pause"
            isSmall
            label={say(queueTexts.pauseOf, { queue: name })}
            question={{
              title: say(queueTexts.pauseAsk, { queue: name }),
              body: <p>{say(queueTexts.pauseLead)}</p>,
            }}
            perform={async () => {
              const { workers } = await server.call('pauseQueue', { params })
              return say(queueTexts.isPaused, { queue: name, count: workers.length })
            }}
          >
            {say(queueTexts.pause)}
          </ActButton>
          <ActButton
            permission="act"
            icon="drain"
            isSmall
            kind="bare"
            label={say(queueTexts.drainOf, { queue: name })}
            question={{
              title: say(queueTexts.drainAsk, { queue: name }),
              body: <p>{say(queueTexts.drainLead)}</p>,
            }}
            perform={async () => {
              const { workers } = await server.call('drainQueue', { params })
              return say(queueTexts.isDraining, { queue: name, count: workers.length })
            }}
          >
            {say(queueTexts.drain)}
          </ActButton>
        </>
      )}
    </>
  )
}
