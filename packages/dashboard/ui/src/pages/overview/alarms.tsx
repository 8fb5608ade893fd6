import type { FindingView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { CopyButton } from '../../parts/copy-button.js'
import { Link } from '../../parts/link.js'
import { Distance } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { StateMark } from '../../parts/state-mark.js'
import { Trouble } from '../../parts/trouble.js'
import { useNow } from '../../parts/use-now.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { LetterActs } from '../dead/letter-acts.js'
import { allOf } from '../dead/meant.js'
import { overviewTexts } from './texts.js'

/** What `arq doctor` has found, worst first, each with the way out; one quiet line when all is well. */
export function Alarms() {
  const { say, distance } = useLanguage()
  const { features } = useSession()
  const { alarms } = useLive()
  const now = useNow()
  if (!features.alarms) return null
  const findings = alarms?.findings ?? []
  const bad = ['problem', 'warning'].flatMap((wanted) =>
    findings.filter(({ state }) => state === wanted),
  )
  const unknown = findings.filter(({ state }) => state === 'unknown')
  const isWell = alarms !== undefined && bad.length === 0
  return (
    <Section
      title={say(overviewTexts.alarms)}
      aside={alarms && !isWell && <Distance at={alarms.at} />}
    >
      <Trouble topic="alarms" />
      <div role="status">
        {!alarms && <p class="quiet">{say(overviewTexts.notLooked)}</p>}
        {isWell && (
          <p class="all-well">
            <StateMark tone="good">{say(overviewTexts.allWell)}</StateMark>{' '}
            <span class="quiet">
              {say(overviewTexts.allWellLead, {
                ok: alarms.counts.ok,
                distance: distance(Date.parse(alarms.at) - now),
              })}
            </span>
          </p>
        )}
      </div>
      {bad.length > 0 && (
        <ul class="alarms">
          {bad.map((finding, index) => (
            <Alarm key={`${finding.code} ${finding.seen}`} finding={finding} isOpen={index === 0} />
          ))}
        </ul>
      )}
      {unknown.length > 0 && (
        <details class="unknowns">
          <summary>{say(overviewTexts.unknown, { count: unknown.length })}</summary>
          <ul>
            {unknown.map(({ code, seen }) => (
              <li key={code + seen}>{seen}</li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

function Alarm({ finding, isOpen }: { readonly finding: FindingView; readonly isOpen: boolean }) {
  const { say } = useLanguage()
  const { state, seen, why, todo, details, lines, letters } = finding
  const isProblem = state === 'problem'
  return (
    <li class={`alarm card ${isProblem ? 'is-bad' : 'is-warn'}`}>
      <details open={isOpen}>
        <summary>
          <StateMark tone={isProblem ? 'bad' : 'warn'}>
            <span class="unseen">
              {say(isProblem ? overviewTexts.problem : overviewTexts.warning)}:{' '}
            </span>
            <b class="alarm-seen">{seen}</b>
          </StateMark>
        </summary>
        <div class="alarm-inside">
          {details.length > 0 && (
            <ul class="alarm-details">
              {details.map((detail) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          )}
          <dl>
            {why !== null && (
              <div>
                <dt>{say(overviewTexts.why)}</dt>
                <dd>{why}</dd>
              </div>
            )}
            {todo !== null && (
              <div>
                <dt>{say(overviewTexts.todo)}</dt>
                <dd>{todo}</dd>
              </div>
            )}
          </dl>
          {lines.length > 0 && (
            <div class="lines">
              <pre tabIndex={0}>{lines.join('\n')}</pre>
              <CopyButton text={lines.join('\n')} label={say(overviewTexts.copyLines)} />
            </div>
          )}
          {letters && (
            <div class="alarm-acts">
              <Link class="button is-small" to={{ page: 'dead', query: { queue: letters.queue } }}>
                {say(overviewTexts.showLetters)}
              </Link>
              <LetterActs isSmall meant={allOf(letters.queue, letters.count)} />
            </div>
          )}
        </div>
      </details>
    </li>
  )
}
