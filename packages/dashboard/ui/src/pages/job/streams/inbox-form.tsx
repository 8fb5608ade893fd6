import { useState } from 'preact/hooks'

import { useLanguage } from '../../../language/use-language.js'
import { Button } from '../../../parts/button.js'
import { Field } from '../../../parts/field.js'
import { useTell } from '../../../parts/notices.js'
import { readJson } from '../../../parts/read-json.js'
import { partTexts } from '../../../parts/texts.js'
import { useReason } from '../../../parts/use-reason.js'
import { useSession } from '../../../server/session.js'
import { streamTexts } from './texts.js'

/** Sends messages to a job that goes on. What was sent stands no longer in it: the next one follows. */
export function InboxForm({ jobId }: { readonly jobId: string }) {
  const { say } = useLanguage()
  const { server } = useSession()
  const tell = useTell()
  const reason = useReason()
  const [typed, setTyped] = useState('')
  const [isRunning, setIsRunning] = useState(false)
  const [problem, setProblem] = useState<string>()
  const send = async () => {
    if (isRunning) return
    if (typed.trim() === '') {
      setProblem(say(streamTexts.needed))
      return
    }
    setProblem(undefined)
    setIsRunning(true)
    try {
      const read = readJson(typed)
      const message = 'problem' in read ? typed : read.value
      const { isSent } = await server.call('sendToInbox', { params: { jobId }, body: { message } })
      tell(say(isSent ? streamTexts.sent : streamTexts.hasEnded), !isSent)
      if (isSent) setTyped('')
    } catch (error) {
      tell(say(partTexts.notDone, { reason: reason(error) }), true)
    } finally {
      setIsRunning(false)
    }
  }
  return (
    <form
      class="inbox-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Field label={say(streamTexts.message)} hint={say(streamTexts.messageHint)} problem={problem}>
        {(field) => (
          <div class="inbox-line">
            <input
              {...field}
              class="input"
              value={typed}
              autocomplete="off"
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Button isSubmit isDisabled={isRunning}>
              {say(streamTexts.send)}
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}
