import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Page } from '../../parts/page.js'
import { Settled } from '../../parts/settled.js'
import type { Query } from '../../router/route.js'
import { useSession } from '../../server/session.js'
import { useAnswer } from '../../server/use-answer.js'
import { EnqueueForm } from './enqueue-form.js'
import { enqueueTexts } from './texts.js'

/** A new job, or another one with the arguments of one that was. */
export function EnqueuePage({ query }: { readonly query: Query }) {
  const { say } = useLanguage()
  const { server, may } = useSession()
  const from = query['from'] ?? ''
  const answer = useAnswer(`enqueue ${from}`, async (signal) => {
    const tasks = server.call('tasks', { signal })
    const job = from && (await server.call('job', { params: { jobId: from }, signal })).job
    return { tasks: (await tasks).tasks, job: job === '' ? undefined : job }
  })
  return (
    <Page
      title={say(from ? enqueueTexts.againTitle : enqueueTexts.title)}
      lead={from !== '' && say(enqueueTexts.againLead, { id: from })}
    >
      {may('enqueue') ? (
        <Settled answer={answer}>
          {({ tasks, job }) => <EnqueueForm tasks={tasks} job={job} task={query['task']} />}
        </Settled>
      ) : (
        <Blank title={say(enqueueTexts.notAllowedTitle)}>
          <p class="quiet">{say(enqueueTexts.notAllowedLead)}</p>
        </Blank>
      )}
    </Page>
  )
}
