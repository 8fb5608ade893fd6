import { expect, it } from '@jest/globals'

import { findingsJson } from '../../src/doctor/findings-json.js'
import { judgeEvidence } from '../../src/doctor/look.js'
import { openManagement, site } from './evidence.js'

it('names without a management API what it could not look at', () => {
  const { findings } = findingsJson(judgeEvidence(site({ management: undefined })), 'en')
  const said = findings.flatMap(({ details, lines }) => [...details, ...lines])
  expect(said).toContainEqual(expect.stringContaining('queues that differ from the settings'))
  expect(said).toContainEqual(
    expect.stringContaining('rabbitmq-plugins enable rabbitmq_management'),
  )
})

it('says which of the two clocks is ahead', () => {
  for (const [clockAheadMs, said] of [
    [5000, 'This machine’s clock is about 5 s behind'],
    [-5000, 'This machine’s clock is about 5 s ahead'],
  ] as const) {
    const evidence = site({ management: openManagement({ clockAheadMs }) })
    const { findings } = findingsJson(judgeEvidence(evidence), 'en')
    expect(findings.map(({ seen }) => seen)).toContainEqual(expect.stringContaining(said))
  }
})
