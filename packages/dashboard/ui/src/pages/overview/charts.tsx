import { useMemo } from 'preact/hooks'

import { rateText } from '../../language/numbers.js'
import type { Text } from '../../language/text.js'
import { useLanguage } from '../../language/use-language.js'
import { Chart } from '../../parts/chart.js'
import { Section } from '../../parts/section.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { endedOf, type Measured, quantileOf, spanOf, timesOf } from './chart-series.js'
import { overviewTexts } from './texts.js'

const MEASURED: readonly { readonly name: Measured; readonly text: Text }[] = [
  { name: 'runMs', text: overviewTexts.chartRun },
  { name: 'waitMs', text: overviewTexts.chartWait },
  { name: 'lateMs', text: overviewTexts.chartLate },
]

/** How it has been going. */
export function Charts() {
  const { say, duration } = useLanguage()
  const { features } = useSession()
  const { samples } = useLive()
  const times = useMemo(() => timesOf(samples), [samples])
  // Whole minutes: the title is not to change with each sample.
  const minutes = Math.round(spanOf(samples) / 60_000)
  const ended = [
    {
      label: say(overviewTexts.completed),
      values: endedOf(samples, 'completed'),
      color: 1,
      isFilled: true,
    },
    { label: say(overviewTexts.failed), values: endedOf(samples, 'failed'), color: 2 },
    { label: say(overviewTexts.retried), values: endedOf(samples, 'retried'), color: 3 },
  ] as const
  return (
    <Section
      title={
        minutes < 1 || minutes >= 58
          ? say(overviewTexts.charts)
          : say(overviewTexts.chartsSpan, { span: duration(minutes * 60_000) })
      }
    >
      <div class="charts">
        <div class="card">
          <Chart
            title={say(overviewTexts.chartThroughput)}
            times={times}
            series={ended}
            format={rateText}
            whenEmpty={say(overviewTexts.noEnds)}
          />
        </div>
        {MEASURED.map(({ name, text }) => (
          <div class="card" key={name}>
            <Chart
              title={say(text)}
              times={times}
              series={[
                {
                  label: say(overviewTexts.median),
                  values: quantileOf(samples, name, 'p50'),
                  color: 1,
                  isFilled: true,
                },
                {
                  label: say(overviewTexts.p95),
                  values: quantileOf(samples, name, 'p95'),
                  color: 2,
                },
              ]}
              format={duration}
              whenEmpty={say(
                features.durations ? overviewTexts.noneEnded : overviewTexts.noDurations,
              )}
            />
          </div>
        ))}
      </div>
    </Section>
  )
}
