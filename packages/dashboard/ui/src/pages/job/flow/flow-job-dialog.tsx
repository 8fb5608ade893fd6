import type { FlowNodeView } from '../../../../../src/contract/index.js'
import { useLanguage } from '../../../language/use-language.js'
import { Dialog } from '../../../parts/dialog.js'
import { JsonTree } from '../../../parts/json-tree.js'
import { Link } from '../../../parts/link.js'
import { Settled } from '../../../parts/settled.js'
import { RequestFailed } from '../../../server/request-failed.js'
import { useSession } from '../../../server/session.js'
import { useAnswer } from '../../../server/use-answer.js'
import { FlowMark } from './flow-mark.js'
import { flowTexts } from './texts.js'

interface Properties {
  readonly node: FlowNodeView
  readonly onClose: () => void
}

/** A job of a flow: where it stands, its error or its result, and the way to its page. */
export function FlowJobDialog({ node, onClose }: Properties) {
  const { say, count } = useLanguage()
  const { jobId, task, status, error, errorCode, children, onChildFailure } = node
  return (
    <Dialog
      title={task ?? say(flowTexts.noTask)}
      onClose={onClose}
      acts={
        <Link class="button is-main" to={{ page: 'job', id: jobId }}>
          {say(flowTexts.open)}
        </Link>
      }
    >
      <dl class="facts">
        <div>
          <dt>{say(flowTexts.status)}</dt>
          <dd>
            <FlowMark status={status} />
          </dd>
        </div>
        <div>
          <dt>{say(flowTexts.job)}</dt>
          <dd class="mono">{jobId}</dd>
        </div>
        {children > 0 && (
          <div>
            <dt>{say(flowTexts.children)}</dt>
            <dd>{count(children)}</dd>
          </div>
        )}
        {onChildFailure !== null && (
          <div>
            <dt>{say(flowTexts.onFail)}</dt>
            <dd>{say(flowTexts[onChildFailure])}</dd>
          </div>
        )}
      </dl>
      {error !== null && (
        <div class="card error-card">
          <p class="error-message">
            {error} {errorCode !== null && <code>{errorCode}</code>}
          </p>
        </div>
      )}
      {status === 'completed' && <Result jobId={jobId} />}
    </Dialog>
  )
}

function Result({ jobId }: { readonly jobId: string }) {
  const { say } = useLanguage()
  const { server } = useSession()
  const answer = useAnswer(jobId, (signal) => server.call('job', { params: { jobId }, signal }))
  const isGone = answer.error instanceof RequestFailed && answer.error.code === 'not_found'
  if (isGone) return <p class="quiet">{say(flowTexts.notKept)}</p>
  return (
    <Settled answer={answer}>
      {({ job: { result } }) =>
        result === undefined || result === null ? (
          <p class="quiet">{say(flowTexts.noResult)}</p>
        ) : (
          <div class="card padded">
            <JsonTree value={result} label={say(flowTexts.result)} />
          </div>
        )
      }
    </Settled>
  )
}
