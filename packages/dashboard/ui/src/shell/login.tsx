import { useState } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from '../parts/button.js'
import { Field } from '../parts/field.js'
import { useReason } from '../parts/use-reason.js'
import { useSession } from '../server/session.js'
import { Brand } from './brand.js'
import { Switches } from './switches.js'
import { shellTexts } from './texts.js'

/** Asks for the token, or says that there is nothing to see. */
export function Login() {
  const { say } = useLanguage()
  const { view, login } = useSession()
  const reason = useReason()
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string>()
  const isStranger = view.hasLogin
  const send = () => {
    login(token).catch((error: unknown) => setProblem(reason(error)))
  }
  return (
    <main class="alone">
      <div class="brand">
        <Brand />
      </div>
      <div class="card padded alone-card">
        <h1>{say(isStranger ? shellTexts.loginTitle : shellTexts.noViewTitle)}</h1>
        {isStranger ? (
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault()
              send()
            }}
          >
            <p class="quiet">{say(shellTexts.loginLead)}</p>
            <Field label={say(shellTexts.token)} problem={problem}>
              {(field) => (
                <input
                  {...field}
                  class="input mono"
                  type="password"
                  autocomplete="current-password"
                  value={token}
                  onInput={({ currentTarget }) => setToken(currentTarget.value)}
                />
              )}
            </Field>
            <Button kind="main" isSubmit isDisabled={token === ''}>
              {say(shellTexts.loginTitle)}
            </Button>
          </form>
        ) : (
          <p class="quiet">
            {say(shellTexts.noViewLead, { user: view.user ?? say(shellTexts.nobody) })}
          </p>
        )}
      </div>
      <Switches />
    </main>
  )
}
