import type { JobView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { CopyButton } from '../../parts/copy-button.js'
import { Section } from '../../parts/section.js'
import { logLineOf } from './log-line.js'
import { jobTexts } from './texts.js'

/** What the last try logged. */
export function JobLog({ job }: { readonly job: JobView }) {
  const { say } = useLanguage()
  const { log, status } = job
  const isToCome = status === 'queued' || status === 'in_progress'
  return (
    <Section title={say(jobTexts.log)} aside={log && <CopyButton text={log.lines.join('\n')} />}>
      {!log && <p class="quiet">{say(isToCome ? jobTexts.logLater : jobTexts.noLog)}</p>}
      {log && (
        <div class="card">
          {log.dropped > 0 && (
            <p class="quiet padded-line">{say(jobTexts.logDropped, { count: log.dropped })}</p>
          )}
          <ol class="log" tabIndex={0} aria-label={say(jobTexts.log)}>
            {log.lines.map(logLineOf).map(({ text, level }, index) => (
              <li key={index} class={level ? `is-${level}` : ''}>
                {text}
              </li>
            ))}
          </ol>
        </div>
      )}
    </Section>
  )
}
