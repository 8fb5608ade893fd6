import type { CronJobView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { Link } from '../../parts/link.js'
import { Distance, Moment } from '../../parts/moment.js'
import { StateMark } from '../../parts/state-mark.js'
import { useSession } from '../../server/session.js'
import { cronTexts } from './texts.js'

interface Properties {
  readonly cronJob: CronJobView
  readonly onChange: () => void
}

/** One cron job. */
export function CronCard({ cronJob, onChange }: Properties) {
  const { say } = useLanguage()
  const { server, features } = useSession()
  const { name, inWords, when, timeZone, next, previous, queueName, pausedAt } = cronJob
  const marks = [
    say(cronJob.unique ? cronTexts.unique : cronTexts.notUnique),
    ...(cronJob.runAtStartup ? [say(cronTexts.atStartup)] : []),
  ]
  return (
    <li class="cron">
      <div class="cron-what">
        <h2>{name}</h2>
        <p class="cron-words">{inWords}</p>
        {pausedAt !== null && (
          <p>
            <StateMark tone="warn">
              {say(cronTexts.paused)} <Distance at={pausedAt} />
            </StateMark>
          </p>
        )}
        <p class="quiet">
          <code title={timeZone}>{when}</code> · {timeZone} · {marks.join(' · ')}
        </p>
      </div>
      <dl class="cron-when">
        <div>
          <dt>{say(cronTexts.in)}</dt>
          <dd class="strong">
            <Distance at={next[0]} />
          </dd>
        </div>
        <div>
          <dt>{say(cronTexts.previous)}</dt>
          <dd>{previous === null ? say(cronTexts.never) : <Distance at={previous} />}</dd>
        </div>
        <div>
          <dt>{say(cronTexts.next)}</dt>
          <dd class="cron-next">
            {next.slice(0, 3).map((at) => (
              <Moment key={at} at={at} />
            ))}
          </dd>
        </div>
      </dl>
      <div class="cron-acts">
        <Link
          class="button is-small is-bare"
          to={{ page: 'jobs', query: { task: name, ...(queueName && { queue: queueName }) } }}
        >
          {say(cronTexts.pastRuns)}
        </Link>
        <ActButton
          permission="enqueue"
          icon="play"
          isSmall
          label={say(cronTexts.runNowOf, { name })}
          perform={async () => {
            await server.call('runCronNow', { params: { name } })
            return say(cronTexts.runs, { name })
          }}
          onDone={onChange}
        >
          {say(cronTexts.runNow)}
        </ActButton>
        {features.cronPause && <PauseButton cronJob={cronJob} onChange={onChange} />}
      </div>
    </li>
  )
}

function PauseButton({ cronJob: { name, isPaused }, onChange }: Properties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const params = { name }
  return isPaused === true ? (
    <ActButton
      permission="act"
      icon="play"
      isSmall
      label={say(cronTexts.resumeOf, { name })}
      perform={async () => {
        await server.call('resumeCron', { params })
        return say(cronTexts.isResumed, { name })
      }}
      onDone={onChange}
    >
      {say(cronTexts.resume)}
    </ActButton>
  ) : (
    <ActButton
      permission="act"
      icon="pause"
      isSmall
      label={say(cronTexts.pauseOf, { name })}
      question={{
        title: say(cronTexts.pauseAsk, { name }),
        body: <p>{say(cronTexts.pauseLead)}</p>,
      }}
      perform={async () => {
        await server.call('pauseCron', { params })
        return say(cronTexts.isPaused, { name })
      }}
      onDone={onChange}
    >
      {say(cronTexts.pause)}
    </ActButton>
  )
}
