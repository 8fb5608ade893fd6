import { useLanguage } from '../language/use-language.js'
import { RequestFailed } from '../server/request-failed.js'
import { Button } from './button.js'
import { partTexts } from './texts.js'
import { useReason } from './use-reason.js'

interface Properties {
  readonly error: unknown
  readonly onAgain?: (() => void) | undefined
}

/** Stands where something could not be loaded: what happened, and the way to try it again. */
export function Failure({ error, onAgain }: Properties) {
  const { say } = useLanguage()
  const reason = useReason()
  const code = error instanceof RequestFailed ? error.code : undefined
  return (
    <div class="blank is-bad" role="alert">
      <p class="blank-title">{say(partTexts.failed)}</p>
      <p>{reason(error)}</p>
      {code && code !== 'unreachable' && <code class="quiet">{code}</code>}
      {onAgain && (
        <Button icon="retry" onClick={onAgain}>
          {say(partTexts.tryAgain)}
        </Button>
      )}
    </div>
  )
}
