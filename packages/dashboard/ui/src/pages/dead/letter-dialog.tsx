import type { LetterDetails } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Dialog } from '../../parts/dialog.js'
import { JsonTree } from '../../parts/json-tree.js'
import { Link } from '../../parts/link.js'
import { Moment } from '../../parts/moment.js'
import { Settled } from '../../parts/settled.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { callValue } from '../call-value.js'
import { LetterActs } from './letter-acts.js'
import { oneOf } from './meant.js'
import { deadTexts } from './texts.js'

interface Properties {
  readonly queue: string
  readonly jobId: string
  readonly onClose: () => void
}

/** One letter, with all that is known of it. */
export function LetterDialog({ queue, jobId, onClose }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const answer = useAnswer(`letter ${queue} ${jobId}`, (signal) =>
    server.call('deadLetter', { params: { queue, jobId }, signal }),
  )
  return (
    <Dialog
      title={say(deadTexts.letterTitle)}
      isWide
      onClose={onClose}
      acts={<LetterActs meant={oneOf(queue, jobId)} onBegun={onClose} />}
    >
      <Settled answer={answer}>
        {({ letters }) =>
          letters.length === 0 ? (
            <Blank title={say(deadTexts.letterGone)} />
          ) : (
            letters.map((letter, index) => <Letter key={index} letter={letter} />)
          )
        }
      </Settled>
    </Dialog>
  )
}

function Letter({ letter }: { readonly letter: LetterDetails }) {
  const { say } = useLanguage()
  const { args, kwargs, stack, headers, body, jobId } = letter
  const hasArguments = (args?.length ?? 0) > 0 || Object.keys(kwargs ?? {}).length > 0
  const facts = [
    [say(deadTexts.task), letter.task],
    [say(deadTexts.queue), letter.queue],
    [say(deadTexts.failedAt), <Moment key="failed" at={letter.failedAt} />],
    [say(deadTexts.enqueued), <Moment key="enqueued" at={letter.enqueueTime} />],
    [say(deadTexts.tries), letter.tries],
    [say(deadTexts.category), letter.category],
    [say(deadTexts.worker), letter.workerId],
  ] as const
  return (
    <div class="letter">
      <p class="error-message">
        {letter.errorType && <b>{letter.errorType}: </b>}
        {letter.errorMessage ?? say(deadTexts.noReason)}
      </p>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {jobId !== null && <Link to={{ page: 'job', id: jobId }}>{say(deadTexts.openJob)}</Link>}
      {hasArguments && (
        <>
          <h3>{say(deadTexts.arguments)}</h3>
          <JsonTree label={say(deadTexts.arguments)} value={callValue(args ?? [], kwargs ?? {})} />
        </>
      )}
      {stack !== null && (
        <details>
          <summary>{say(deadTexts.stack)}</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
      {body !== undefined && (
        <details>
          <summary>{say(deadTexts.body)}</summary>
          <pre tabIndex={0}>{body}</pre>
        </details>
      )}
      <details>
        <summary>{say(deadTexts.headers)}</summary>
        <JsonTree label={say(deadTexts.headers)} value={headers} />
      </details>
    </div>
  )
}
