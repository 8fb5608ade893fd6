import { useContext } from 'preact/hooks'

import type { LogLine } from '../live-model.js'
import { LanguageContext, useSay } from '../words/language.js'
import { texts } from '../words/texts.js'

/** What has just happened, in plain words; a screen reader says each line as it comes. */
export function Log({ lines }: { readonly lines: readonly LogLine[] }) {
  const say = useSay()
  const language = useContext(LanguageContext)
  return (
    <section class="card log" aria-label={say(texts.log())}>
      <h3>{say(texts.log())}</h3>
      {/* It scrolls, so who has no mouse must be able to go there. */}
      <div role="log" aria-label={say(texts.log())} tabIndex={0} class="scroll">
        {lines.length === 0 && <p class="none">{say(texts.logNone())}</p>}
        <ol>
          {lines.map(({ key, atMs, tone, text, guarantee }) => (
            <li key={key} class={tone}>
              <time dateTime={new Date(atMs).toISOString()}>
                {new Date(atMs).toLocaleTimeString(language, { hour12: false })}
              </time>
              <span>
                {say(text)}
                {guarantee && (
                  <span class="guarantee">
                    <span class="unseen">{say(texts.guarantee())}: </span>
                    {say(guarantee)}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}
