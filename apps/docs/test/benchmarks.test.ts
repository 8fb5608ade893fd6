import { describe, expect, it } from '@jest/globals'

import { benchmarkPage, benchmarkPages } from '../src/reference/benchmarks.js'

const spread = (median: number) => ({ median, min: median * 0.9, max: median * 1.1 })

function lineOf(
  id: string,
  contestant: 'arq' | 'bullmq' | 'raw',
  jobsPerSecond: number,
  ratios = {},
) {
  const values = { jobsPerSecond: spread(jobsPerSecond), cpuMicrosPerJob: spread(20) }
  return { id, title: `${id} line`, contestant, values, ratios, rounds: [{}, {}] }
}

const run = {
  environment: { cores: 2, cpu: 'CPU', memoryGiB: 8, os: 'linux', versions: { Node: '24' } },
  settings: { rounds: 2 },
  load: { before: 0.5, after: 1 },
  cases: [
    {
      ...{ id: 'enqueue', scenario: 'enqueue', title: 'Enqueue', queueType: 'quorum' as const },
      lines: [
        lineOf('arq', 'arq', 900, {
          bullmq: { jobsPerSecond: 0.9 },
          bare: { jobsPerSecond: 0.5 },
        }),
        lineOf('arq batch', 'arq', 1500, { bullmq: { jobsPerSecond: 1.5 } }),
        lineOf('bullmq', 'bullmq', 1000),
        lineOf('bare', 'raw', 1800),
      ],
    },
  ],
  targets: [
    { title: 'Enqueue', wanted: '≥ 1', got: '0.9', verdict: 'missed' as const },
    { title: 'Process', wanted: '≥ 1', got: '2', verdict: 'reached' as const },
  ],
}

describe('the page of figures', () => {
  const page = benchmarkPage(run, 'en')
  const sections = new Map(page.split(/^## /m).map((text) => [text.split('\n', 1)[0], text]))

  it('says first where others are faster: who does the same, then who does less, and nothing else', () => {
    const rows = [...(sections.get('Where we lose') ?? '').matchAll(/^\| Enqueue.*$/gm)].map(
      ([row]) => row.split('|').map((cell) => cell.trim()),
    )
    expect(rows.map((row) => [row[2], row[3], row[7]])).toEqual([
      ['arq line', 'bullmq line', '0.90 ×'],
      ['arq line', 'bare line', '0.50 ×'],
    ])
  })

  it('names the targets that were missed', () => {
    expect(sections.get('Targets that we missed')).toContain('| Enqueue | ≥ 1    | 0.9 |')
    expect(sections.get('Targets that we missed')).not.toContain('Process')
  })

  it('has each table with its spread, the CPU of each process and the machine', () => {
    const table = sections.get('Enqueue, quorum queue') ?? ''
    expect(table).toMatch(/\| jobs\/s +\| min–max +\| client CPU µs\/job/)
    expect(table).toContain('810–990')
    expect(table).toContain('- Machine: 2 × CPU, 8 GiB, linux')
  })
})

it('is made of the last results, in both languages', () => {
  const pages = benchmarkPages()
  expect(pages.map(({ path }) => path)).toEqual([
    'reference/benchmarks.md',
    'zh/reference/benchmarks.md',
  ])
  for (const { text } of pages) expect(text.match(/^## /gm)?.length).toBeGreaterThan(10)
})
