import { readFileSync } from 'node:fs'

import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

import { prometheusMetrics } from '../src/index.js'
import { afterwards } from './setup.js'

const DOCS = new URL('../../../apps/docs/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8')

/** Name and type of every metric there is. */
async function metricsThatExist(): Promise<ReadonlyMap<string, string>> {
  const transport = new MemoryTransport({ broker: new MemoryBroker() })
  const outbox = { status: () => ({ waiting: 0, retrying: 0, aside: 0, oldestAgeMs: undefined }) }
  const metrics = await prometheusMetrics({ transport, outbox, defaultMetrics: false })
  afterwards(() => metrics.close())
  const found = (await metrics.collect()).matchAll(/^# TYPE (\S+) (\S+)$/gm)
  return new Map([...found].map(([, name = '', type = '']) => [name, type]))
}

const namesIn = (source: string): readonly string[] => [
  ...new Set(source.match(/\barq_[a-z_]+\b/g) ?? []),
]

const dashboard = text('grafana/arq-dashboard.json')
const alerts = text('grafana/arq-alerts.yaml')

describe('the dashboard and the alert rules', () => {
  it.each([
    ['dashboard', dashboard],
    ['alert rules', alerts],
  ])('of the %s name metrics that exist, histograms by their buckets', async (_what, source) => {
    const metrics = await metricsThatExist()
    const names = namesIn(source)
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const base = name.replace(/_bucket$/, '')
      expect([name, metrics.get(base)]).toEqual([name, expect.any(String)])
      expect([name, metrics.get(base) === 'histogram']).toEqual([name, base !== name])
    }
  })

  it('show every metric on the dashboard', async () => {
    const shown = namesIn(dashboard).map((name) => name.replace(/_bucket$/, ''))
    expect([...(await metricsThatExist()).keys()].filter((name) => !shown.includes(name))).toEqual(
      [],
    )
  })

  it('have panels that do not overlap, each with a query', () => {
    interface Panel {
      readonly title: string
      readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>
      readonly targets: readonly { readonly expr: string }[]
    }
    const { panels } = JSON.parse(dashboard) as { readonly panels: readonly Panel[] }
    const cells = panels.flatMap(({ title, gridPos: { x, y, w, h }, targets }) => {
      expect([title, targets.length > 0, x + w <= 24]).toEqual([title, true, true])
      return Array.from(
        { length: w * h },
        (_, n) => `${String(x + (n % w))},${String(y + Math.floor(n / w))}`,
      )
    })
    expect(new Set(cells).size).toBe(cells.length)
  })
})

describe('the alert rules', () => {
  it('have a name of their own, a query, a severity and words for people', () => {
    interface Rules {
      readonly groups: readonly { readonly rules: readonly Readonly<Record<string, unknown>>[] }[]
    }
    const { groups } = parse(alerts) as Rules
    const rules = groups.flatMap((group) => group.rules)
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    for (const rule of rules) {
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Arq[A-Z]/),
        expr: expect.stringContaining('arq_'),
        labels: { severity: expect.stringMatching(/^(critical|warning|info)$/) },
        annotations: { summary: expect.any(String) },
      })
    }
  })
})

describe('the table of the docs', () => {
  it('has every metric with its type, and no other', async () => {
    const rows = text('guide/metrics.md').matchAll(/^\| `(arq_\w+)` +\| (\w+)/gm)
    const told = new Map([...rows].map(([, name = '', type = '']) => [name, type]))
    const metrics = await metricsThatExist()
    expect([...told].toSorted()).toEqual([...metrics].toSorted())
  })
})
