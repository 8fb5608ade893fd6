import * as memory from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { KINDS } from '../../src/demo/kinds.js'
import { countOf, runDemo, totalJobs } from '../../src/demo/run-demo.js'
import { openServers } from '../../src/demo/servers.js'
import { reportJson, reportLines } from '../../src/demo/show-report.js'
import { surprisesOf } from '../../src/demo/verdict.js'
import { createWiring } from '../../src/wiring.js'
import { testProgram } from '../setup.js'

const JOBS = 20
const inMemory = { rabbitmqUrl: undefined, resultStoreUrl: undefined }
const wiring = createWiring((name) => Promise.resolve(name === '@arq/memory' ? memory : undefined))

describe('the demo in memory', () => {
  it('ends every job as expected and shows a row for each kind', async () => {
    let ended = 0
    const servers = await openServers(inMemory, wiring)
    const report = await runDemo(servers, JOBS, () => (ended += 1))
    expect(surprisesOf(report)).toEqual([])
    expect(ended).toBe(totalJobs(JOBS))
    expect(report.kinds.map(({ kind, jobs }) => [kind.name, jobs.length])).toEqual(
      KINDS.map((kind) => [kind.name, countOf(kind, JOBS)]),
    )
    expect(report.deadLetters.map(({ jobId }) => jobId).sort()).toEqual(
      [...report.expectedDeadLetters].sort(),
    )
    expect(reportJson(report)).toMatchObject({ ok: true })

    const english = reportLines(report, inMemory, testProgram()).join('\n')
    expect(english).toMatch(/^plain +8 +completed +8 ✓$/m)
    expect(english).toMatch(/^aborted by the client +1 +stopped +1 ✓$/m)
    expect(english).toContain('  arq demo -u amqp://')
    const script = testProgram({ environment: { npm_lifecycle_event: 'demo' } })
    expect(reportLines(report, inMemory, script).join('\n')).toContain(
      '  npm run demo -- -u amqp://',
    )
    const chinese = testProgram({ language: 'zh-CN' })
    expect(reportLines(report, inMemory, chinese).join('\n')).toContain('所有任务都符合预期')
  })

  it('names each job that ended otherwise, and each dead letter that is missing', async () => {
    const servers = await openServers(inMemory, wiring)
    const report = await runDemo(servers, JOBS, () => undefined)
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
    const lines = reportLines(spoilt, inMemory, testProgram()).join('\n')
    expect(lines).toMatch(/^plain +1 +completed +0 ✗$/m)
    expect(lines).toContain('✗ plain abc: returned 7')
  })
})

it('is about 200 jobs unless told otherwise', () => {
  expect(totalJobs(200)).toBe(200)
})
