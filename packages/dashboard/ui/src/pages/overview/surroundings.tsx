import type { OverviewView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { StateMark } from '../../parts/state-mark.js'
import { overviewTexts } from './texts.js'

/** The servers that all of it stands on: the broker and the store. */
export function Surroundings({ overview }: { readonly overview: OverviewView }) {
  const { say, duration } = useLanguage()
  const { broker, store } = overview
  const type = store?.type ?? say(overviewTexts.storeType)
  return (
    <dl class="facts-inline">
      <div>
        <dt>{say(overviewTexts.broker)}</dt>
        <dd class="cut mono" title={broker}>
          {broker}
        </dd>
      </div>
      <div>
        <dt>{say(overviewTexts.store)}</dt>
        <dd>
          {store === null && say(overviewTexts.storeNone)}
          {store?.isHealthy && (
            <StateMark tone="good">
              {store.latencyMs === null
                ? type
                : say(overviewTexts.storeHealthy, { type, latency: duration(store.latencyMs) })}
            </StateMark>
          )}
          {store && !store.isHealthy && (
            <span title={store.error ?? ''}>
              <StateMark tone="bad">{say(overviewTexts.storeIll, { type })}</StateMark>
            </span>
          )}
        </dd>
      </div>
    </dl>
  )
}
