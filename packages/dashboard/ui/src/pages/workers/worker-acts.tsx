import { useState } from 'preact/hooks'

import type { WorkerView } from '../../../../src/contract/index.js'
import type { Text } from '../../language/text.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { useSession } from '../../server/session.js'
import { workerTexts } from './texts.js'

/** Pause, resume and drain of one worker. */
export function WorkerActs({ worker }: { readonly worker: WorkerView }) {
  const { say } = useLanguage()
  const { server, features } = useSession()
  const [isToEnd, setIsToEnd] = useState(false)
  if (!features.control) return null
  const { name, workerId, state } = worker
  const params = { worker: workerId }
  const isHeld = state === 'paused' || state === 'draining'
  const told = (workers: readonly unknown[], text: Text) =>
    say(workers.length > 0 ? text : workerTexts.noAnswer, { worker: name })
  return (
    <>
      {isHeld ? (
        <ActButton
          permission="act"
          icon="play"
          isSmall
          label={say(workerTexts.resumeOf, { worker: name })}
          perform={async () => {
            const { workers } = await server.call('resumeWorker', { params })
            return told(workers, workerTexts.isResumed)
          }}
        >
          {say(workerTexts.resume)}
        </ActButton>
      ) : (
        <ActButton
          permission="act"
          icon="pause"
          isSmall
          label={say(workerTexts.pauseOf, { worker: name })}
          perform={async () => {
            const { workers } = await server.call('pauseWorker', { params })
            return told(workers, workerTexts.isPaused)
          }}
        >
          {say(workerTexts.pause)}
        </ActButton>
      )}
      {state !== 'draining' && (
        <ActButton
          permission="act"
          icon="drain"
          isSmall
          label={say(workerTexts.drainOf, { worker: name })}
          question={{
            title: say(workerTexts.drainAsk, { worker: name }),
            body: (
              <>
                <p>{say(workerTexts.drainLead)}</p>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={isToEnd}
                    onChange={({ currentTarget }) => setIsToEnd(currentTarget.checked)}
                  />
                  {say(workerTexts.andEnd)}
                </label>
              </>
            ),
          }}
          perform={async () => {
            const { workers } = await server.call('drainWorker', { params, body: { end: isToEnd } })
            return told(workers, workerTexts.isDraining)
          }}
        >
          {say(workerTexts.drain)}
        </ActButton>
      )}
    </>
  )
}
