import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'

import type { Language } from '../language/languages.js'
import { clockText } from '../language/moments.js'
import { useLanguage } from '../language/use-language.js'
import { useTheme } from '../shell/theme.js'
import { partTexts } from './texts.js'

/** One line of a chart. */
interface Series {
  readonly label: string
  /** One for each moment; `null` leaves a gap. */
  readonly values: readonly (number | null)[]
  readonly color: 1 | 2 | 3
  readonly isFilled?: boolean
}

interface Properties {
  readonly title: string
  /** Seconds since 1970, one for each value. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** Why there is nothing to draw. */
  readonly whenEmpty?: string
}

const HEIGHT = 132

/** Lines over time. The legend tells the last values, or those under the pointer. */
export function Chart({ title, times, series, format, whenEmpty }: Properties) {
  const { say, language } = useLanguage()
  const { theme } = useTheme()
  const figure = useRef<HTMLElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const [pointed, setPointed] = useState<number | null>(null)
  const isEmpty = !series.some(({ values }) => values.some((value) => value !== null))
  // What a new drawing needs; new points only move into the one that is there.
  const shape = `${language} ${theme} ${series.map(({ label }) => label).join()}`
  const formatNow = useRef(format)
  formatNow.current = format

  useLayoutEffect(() => {
    if (!place.current || !figure.current || isEmpty) return undefined
    const colors = colorsIn(figure.current)
    const options = optionsFor({ series, colors, width: place.current.clientWidth })
    const drawn = new uPlot(
      {
        ...options,
        axes: [
          {
            ...axis(colors),
            size: 22,
            values: (_, ticks) => ticksOf(ticks, language),
          },
          {
            ...axis(colors),
            size: 54,
            values: (_, ticks) => ticks.map((tick) => formatNow.current(tick)),
          },
        ],
        hooks: { setCursor: [({ cursor }) => setPointed(cursor.idx ?? null)] },
      },
      dataOf(times, series),
      place.current,
    )
    plot.current = drawn
    const resize = new ResizeObserver(([entry]) => {
      if (entry) drawn.setSize({ width: entry.contentRect.width, height: HEIGHT })
    })
    resize.observe(place.current)
    return () => {
      resize.disconnect()
      drawn.destroy()
      plot.current = undefined
    }
  }, [shape, isEmpty])

  useEffect(() => plot.current?.setData(dataOf(times, series)), [times, series])

  return (
    <figure class="chart" ref={figure}>
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="chart-legend">
          {series.map(({ label, values, color }) => {
            const value = values[pointed ?? lastIndex(values)]
            return (
              <span key={label} class="chart-key">
                <i class={`swatch series-${color}`} aria-hidden="true" />
                {label} <b>{value === null || value === undefined ? '–' : format(value)}</b>
              </span>
            )
          })}
        </span>
      </figcaption>
      {isEmpty ? (
        <p class="chart-empty">{whenEmpty ?? say(partTexts.noPoints)}</p>
      ) : (
        <div class="chart-place" ref={place} aria-hidden="true" />
      )}
    </figure>
  )
}

/** Hours and minutes, and seconds where the minutes would repeat themselves. */
function ticksOf(ticks: readonly number[], language: Language): string[] {
  const isFine = ticks.some((tick) => tick % 60 !== 0)
  return ticks.map((tick) => clockText(new Date(tick * 1_000), language, isFine))
}

function lastIndex(values: readonly unknown[]): number {
  return values.findLastIndex((value) => value !== null)
}

function dataOf(times: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])]
}

interface Colors {
  readonly ink: string
  readonly grid: string
  readonly series: Readonly<Record<1 | 2 | 3, string>>
}

/** A canvas knows no variables of CSS: their values are read from elements that have them. */
function colorsIn(figure: HTMLElement): Colors {
  const colorOf = (className: string) => {
    const probe = document.createElement('i')
    probe.className = className
    figure.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
  return {
    ink: colorOf('chart-ink'),
    grid: colorOf('chart-grid'),
    series: { 1: colorOf('series-1'), 2: colorOf('series-2'), 3: colorOf('series-3') },
  }
}

function axis({ ink, grid }: Colors): uPlot.Axis {
  return {
    stroke: ink,
    font: '10px system-ui, sans-serif',
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    gap: 6,
  }
}

interface Looks {
  readonly series: readonly Series[]
  readonly colors: Colors
  readonly width: number
}

function optionsFor({ series, colors, width }: Looks): uPlot.Options {
  return {
    width,
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 5 }, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(most * 1.12, 1e-3)] } },
    series: [
      {},
      ...series.map(({ label, color, isFilled }) => ({
        label,
        stroke: colors.series[color],
        width: 1.5,
        points: { show: false },
        spanGaps: true,
        ...(isFilled && { fill: withAlpha(colors.series[color]) }),
      })),
    ],
  }
}

/** The colour of an area below its line. */
function withAlpha(color: string): string {
  const numbers = color.match(/[\d.]+/g)
  return color.startsWith('rgb') && numbers ? `rgba(${numbers.slice(0, 3).join(', ')}, 0.1)` : color
}
