import { describe, expect, it } from '@jest/globals'

import { KINDS } from '../src/demo/kinds.js'
import { readOptions } from '../src/demo/options.js'
import { countOf, runDemo, totalJobs } from '../src/demo/run-demo.js'
import { openServers } from '../src/demo/servers.js'
import { reportJson, reportLines } from '../src/demo/show-report.js'
import { surprisesOf } from '../src/demo/verdict.js'

const options = readOptions(['--jobs', '20'])

describe('the demo in memory', () => {
  it('ends every job as expected and shows a row for each kind', async () => {
    let enqueued = 0
    let ended = 0
    const report = await runDemo(openServers(options), options.jobs, {
      enqueued: () => (enqueued += 1),
      ended: () => (ended += 1),
    })
    expect(surprisesOf(report)).toEqual([])
    expect([enqueued, ended]).toEqual([totalJobs(20), totalJobs(20)])
    expect(report.kinds.map(({ kind, jobs }) => [kind.name, jobs.length])).toEqual(
      KINDS.map((kind) => [kind.name, countOf(kind, 20)]),
    )
    expect(report.deadLetters.map(({ jobId }) => jobId).sort()).toEqual(
      [...report.expectedDeadLetters].sort(),
    )
    expect(reportJson(report)).toMatchObject({ ok: true })

    const english = reportLines(report, options, 'en').join('\n')
    expect(english).toMatch(/^plain +8 +completed +8 ✓$/m)
    expect(english).toMatch(/^aborted by the client +1 +stopped +1 ✓$/m)
    expect(english).toContain('npm run demo -- --rabbitmq-url')
    expect(reportLines(report, options, 'zh-CN').join('\n')).toContain('所有任务都符合预期')
  })

  it('names each job that ended otherwise, and each dead letter that is missing', async () => {
    const report = await runDemo(openServers(options), options.jobs, {
      enqueued: () => undefined,
      ended: () => undefined,
    })
    const [first, ...others] = report.kinds
    const spoilt = {
      ...report,
      kinds: [
        { ...first!, jobs: [{ jobId: 'abc', outcome: { unexpected: 'returned 7' } }] },
        ...others,
      ],
      deadLetters: report.deadLetters.slice(1),
    }
    const missing = report.deadLetters[0]?.jobId
    expect(surprisesOf(spoilt)).toEqual([
      { kind: 'plain', jobId: 'abc', what: 'returned 7' },
      { kind: 'dead letters', jobId: missing, what: 'is not among them' },
    ])
    const lines = reportLines(spoilt, options, 'en').join('\n')
    expect(lines).toMatch(/^plain +1 +completed +0 ✗$/m)
    expect(lines).toContain('✗ plain abc: returned 7')
  })
})

describe('the options of the demo', () => {
  it('are about 200 jobs in memory unless told otherwise', () => {
    expect(readOptions([])).toMatchObject({ jobs: 200, rabbitmqUrl: undefined, isJson: false })
    expect(totalJobs(200)).toBe(200)
  })

  it.each([
    [['--jbos', '3'], /did you mean --jobs/],
    [['--jobs', 'many'], /--jobs must be a whole number from 10 to 10000/],
    [['--jobs', '3'], /--jobs must be/],
    [['stray'], /stray/],
  ])('refuses %j', (args, problem) => {
    expect(() => readOptions(args)).toThrow(problem)
  })
})
