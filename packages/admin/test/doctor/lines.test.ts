import { expect, it } from '@jest/globals'

import { CHECKS } from '../../src/doctor/checks.js'
import type { Evidence } from '../../src/doctor/evidence.js'
import { info, inspected, openAmqp, site, UNDELIVERABLE } from './evidence.js'

/** What a person is to copy for one finding. */
function linesFor(code: string, evidence: Evidence): readonly string[] {
  const findings = CHECKS.flatMap((check) => check.judge(evidence))
  return findings.flatMap((finding) =>
    finding.code === code && finding.state !== 'ok' ? (finding.lines ?? []) : [],
  )
}

it('makes one word of any name', () => {
  const differences = [{ name: 'durable', wanted: 'true', found: 'false' }]
  const queues = [inspected({ name: "it's; rm", differences })]
  expect(linesFor('queue-differs', site({ queues, virtualHost: 'a b' }))).toEqual([
    `rabbitmqctl delete_queue -p 'a b' 'it'\\''s; rm'`,
  ])
})

it('moves undeliverable jobs within their virtual host', () => {
  const amqp = openAmqp([info(UNDELIVERABLE, 1, 0)])
  const lines = linesFor('undeliverable-jobs', site({ amqp, virtualHost: 'a/b' }))
  expect(lines).toContainEqual(
    expect.stringMatching(/^rabbitmqctl set_parameter -p 'a\/b' shovel .*"amqp:\/\/\/a%2Fb"/),
  )
})

it('raises the consumer timeout as the broker’s version lets it be raised', () => {
  const queues = [inspected({ name: 'a.b', settleDeadline: { limitMs: 1000, saidBy: 'settings' } })]
  const raise = (brokerVersion: string) =>
    linesFor('consumer-timeout-short', site({ queues, amqp: openAmqp([], brokerVersion) }))
  expect(raise('3.11.9')).toContain('consumer_timeout = 670000')
  expect(raise('3.12.0')).toContain(
    `rabbitmqctl set_policy -p '/' --apply-to queues arq-long '^a\\.b$' '{"consumer-timeout":670000}'`,
  )
})
