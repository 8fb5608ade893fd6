import type { ComponentChildren } from 'preact'

import type { OverviewView } from '../../../../src/contract/index.js'
import { rateText } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Link } from '../../parts/link.js'
import { Since } from '../../parts/moment.js'
import { useLive } from '../../server/live.js'
import { sumsOf } from '../../shell/sum.js'
import { overviewTexts } from './texts.js'

/** The numbers that one looks for first. */
export function Figures({ overview }: { readonly overview: OverviewView }) {
  const { say, count } = useLanguage()
  const { samples } = useLive()
  const sums = sumsOf(overview)
  const completed = samples.at(-1)?.perSecond?.completed
  return (
    <dl class="figures card">
      <Figure name={say(overviewTexts.ready)} note={say(overviewTexts.allQueues)}>
        {count(sums.ready)}
      </Figure>
      <Figure
        name={say(overviewTexts.running)}
        note={say(overviewTexts.ofSlots, { slots: sums.slots })}
      >
        {count(sums.running)}
      </Figure>
      <Figure
        name={say(overviewTexts.delayed)}
        note={say(overview.delayed === null ? overviewTexts.brokerSilent : overviewTexts.allQueues)}
      >
        {overview.delayed === null ? '–' : count(overview.delayed)}
      </Figure>
      <Figure
        name={say(overviewTexts.deadLetters)}
        note={say(sums.dead > 0 ? overviewTexts.toBeLookedAt : overviewTexts.noDead)}
        isBad={sums.dead > 0}
      >
        <Link to={{ page: 'dead', query: {} }}>{count(sums.dead)}</Link>
      </Figure>
      <Figure name={say(overviewTexts.throughput)} note={say(overviewTexts.aSecond)}>
        {completed === undefined ? '–' : rateText(completed)}
      </Figure>
      <Figure
        name={say(overviewTexts.oldest)}
        note={say(sums.oldestAt === null ? overviewTexts.nothingWaits : overviewTexts.sinceSent)}
      >
        {sums.oldestAt === null ? '–' : <Since at={sums.oldestAt} />}
      </Figure>
    </dl>
  )
}

interface FigureProperties {
  readonly name: string
  readonly note: string
  readonly isBad?: boolean
  readonly children: ComponentChildren
}

function Figure({ name, note, isBad, children }: FigureProperties) {
  return (
    <div class={`figure ${isBad ? 'is-bad' : ''}`}>
      <dt>{name}</dt>
      <dd class="figure-value">{children}</dd>
      <dd class="figure-note">{note}</dd>
    </div>
  )
}
