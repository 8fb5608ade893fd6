import type { JobDetails } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { Icon } from '../../parts/icon.js'
import { Link } from '../../parts/link.js'
import { goTo } from '../../router/use-route.js'
import { useSession } from '../../server/session.js'
import { jobTexts } from './texts.js'

interface Properties {
  readonly details: JobDetails
  readonly onChange: () => void
}

/** What can be done with a job in its state, by whoever may do it. */
export function JobActs({ details: { job, can }, onChange }: Properties) {
  const { say } = useLanguage()
  const { server, may } = useSession()
  const params = { jobId: job.jobId }
  return (
    <>
      {can.retry && (
        <ActButton
          permission="act"
          icon="retry"
          kind="main"
          perform={async () => {
            const { queue } = await server.call('retryJob', { params })
            return say(jobTexts.isRetried, { queue })
          }}
          onDone={onChange}
        >
          {say(jobTexts.retry)}
        </ActButton>
      )}
      {can.runNow && (
        <ActButton
          permission="act"
          icon="play"
          question={{ title: say(jobTexts.runNowAsk), body: <p>{say(jobTexts.runNowLead)}</p> }}
          perform={async () => {
            const { newId } = await server.call('runJobNow', { params })
            goTo({ page: 'job', id: newId })
            return say(jobTexts.runsAs, { id: newId })
          }}
        >
          {say(jobTexts.runNow)}
        </ActButton>
      )}
      {can.abort && (
        <ActButton
          permission="act"
          icon="stop"
          question={{ title: say(jobTexts.abortAsk), body: <p>{say(jobTexts.abortLead)}</p> }}
          perform={async () => {
            const { isAborted } = await server.call('abortJob', { params })
            return say(isAborted ? jobTexts.isAborted : jobTexts.hadEnded)
          }}
          onDone={onChange}
        >
          {say(jobTexts.abort)}
        </ActButton>
      )}
      {may('enqueue') && (
        <Link class="button" to={{ page: 'enqueue', query: { from: job.jobId } }}>
          <Icon name="edit" size={14} />
          {say(jobTexts.again)}
        </Link>
      )}
      {can.delete && (
        <ActButton
          permission="act"
          icon="trash"
          kind="danger"
          question={{
            title: say(jobTexts.deleteAsk),
            body: <p>{say(jobTexts.deleteLead)}</p>,
            isDanger: true,
          }}
          perform={async () => {
            await server.call('deleteJob', { params })
            goTo({ page: 'jobs', query: {} })
            return say(jobTexts.isDeleted)
          }}
        >
          {say(jobTexts.delete)}
        </ActButton>
      )}
    </>
  )
}
