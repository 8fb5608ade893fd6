import { ConnectionError, defineTexts, type ErrorCode } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { brokerCheck } from '../../src/doctor/checks/broker.js'
import type { OutboxEvidence } from '../../src/doctor/evidence.js'
import {
  bucket,
  delays,
  DUE,
  info,
  inspected,
  judged,
  listed,
  openAmqp,
  openManagement,
  redis,
  site,
  UNDELIVERABLE,
} from './evidence.js'

const texts = defineTexts({ why: { en: 'no', 'zh-CN': '否' } })

const closedAmqp = (code: ErrorCode) => ({
  isOpen: false as const,
  error: new ConnectionError({ code, text: texts.why(), scope: 'connection' }),
})

const closedManagement = (status: number | undefined) => ({
  isOpen: false as const,
  address: 'http://broker:15672',
  status,
  reason: 'no',
})

it('finds nothing wrong where nothing is, and says what nobody can tell', () => {
  expect(judged(site({}, redis({ evictionPolicy: 'noeviction', appendOnly: 1 })))).toEqual([
    'ok broker-reachable',
    'ok management-reachable',
    'ok clocks-agree',
    'ok delays-in-queues',
    'unknown dead-letter-timeout-untold',
    'ok letters-flow',
    'ok delays-moved',
    'ok undeliverable-none',
    'ok queue-consumed',
    'ok consumer-timeout-fits',
    'ok result-store-reachable',
    'ok redis-keeps',
    'ok redis-persists',
  ])
})

describe('the broker', () => {
  it.each([
    [closedAmqp('ARQ_CONNECTION_REFUSED'), 'problem broker-unreachable'],
    [closedAmqp('ARQ_CONNECTION_AUTH'), 'problem broker-refuses-login'],
    [openAmqp([], '3.9.29'), 'problem broker-too-old'],
    [openAmqp([], '3.10.0'), 'ok broker-reachable'],
    [openAmqp([], '4.3.6'), 'ok broker-reachable'],
    [openAmqp([], '5.0.0'), 'warning broker-untried'],
    [openAmqp([], 'mine'), 'unknown broker-version-unknown'],
  ])('%#: is judged by whether it answers and what it is', (amqp, finding) => {
    expect(judged(site({ amqp }))).toContain(finding)
  })

  it('is not judged through a transport that does not let us look', () => {
    const evidence = site()
    const broker = { isLooked: false, object: 'MyTransport' } as const
    expect(judged({ ...evidence, broker })).toEqual(['unknown broker-not-looked-at'])
  })

  it('is left to the tools of RocketMQ where jobs travel by it', () => {
    const evidence = site()
    const broker = { isLooked: false, object: 'RocketMQTransport' } as const
    expect(judged({ ...evidence, broker })).toEqual(['unknown broker-not-looked-at'])
    const [finding] = brokerCheck.judge({ ...evidence, broker })
    expect(finding?.seen.template.en).not.toContain('settings module')
    expect(finding).toMatchObject({ lines: expect.arrayContaining(['arq check']) })
  })
})

describe('the management API', () => {
  it.each([
    [undefined, 'unknown management-not-given'],
    [closedManagement(401), 'warning management-refuses-login'],
    [closedManagement(undefined), 'warning management-unreachable'],
    [closedManagement(503), 'warning management-unreachable'],
  ])('%#: is missed', (management, finding) => {
    const findings = judged(site({ management }))
    expect(findings).toContain(finding)
    // The others are judged all the same.
    expect(findings).toEqual(expect.arrayContaining(['ok broker-reachable', 'ok queue-consumed']))
    expect(findings).not.toContain('ok clocks-agree')
    expect(findings).not.toContain('ok letters-flow')
  })
})

it.each([
  [1999, 'ok clocks-agree'],
  [2000, 'warning clocks-differ'],
  [-2000, 'warning clocks-differ'],
])('clocks that are %d ms apart', (clockAheadMs, finding) => {
  expect(judged(site({ management: openManagement({ clockAheadMs }) }))).toContain(finding)
})

it.each([
  [{ asked: 'none' as const }, 'ok delays-off'],
  [{ asked: 'ttl' as const, hasPlugin: true }, 'ok delays-in-queues'],
  [{ asked: 'compat' as const }, 'ok delays-compat'],
  [{ asked: 'plugin' as const, hasPlugin: true }, 'ok delays-in-plugin'],
  [{ asked: 'plugin' as const, hasPlugin: false }, 'problem delays-plugin-missing'],
  [{ asked: 'plugin' as const, hasPlugin: undefined }, 'unknown delays-untold'],
  [{ asked: 'auto' as const, hasPlugin: true }, 'warning delays-in-plugin-by-chance'],
  [{ asked: 'auto' as const, hasPlugin: undefined }, 'unknown delays-untold'],
])('delays by %j', (seen, finding) => {
  expect(judged(site({ delays: delays(seen) }))).toContain(finding)
})

describe('the timeout of dead letters', () => {
  const isTold = (evidence: Parameters<typeof judged>[0]): boolean =>
    judged(evidence).some((finding) => finding.includes('dead-letter-timeout'))
  const noDelays = { delays: delays({ asked: 'none' }) }
  const nothingThere = { isOpen: true, brokerVersion: '3.10.8', queues: new Map() } as const

  it('matters while delays wait in queues, or such queues are there', () => {
    const management = openManagement({ queues: [] })
    expect(isTold(site({ ...noDelays, management, amqp: nothingThere }))).toBe(false)
    expect(isTold(site({ ...noDelays, management }))).toBe(true)
    expect(isTold(site({ ...noDelays, amqp: nothingThere }))).toBe(true)
    expect(isTold(site({ management, amqp: nothingThere }))).toBe(true)
  })

  it('is at its default where a node reads no file that could say otherwise', () => {
    const nodes = [
      { name: 'a', configFiles: ['/etc/rabbitmq/advanced.config'] },
      { name: 'b', configFiles: ['/etc/rabbitmq/rabbitmq.conf'] },
    ]
    expect(judged(site({ management: openManagement({ nodes }) }))).toContain(
      'warning dead-letter-timeout-not-set',
    )
  })

  it('is not told by a node that does not say what it reads', () => {
    const management = openManagement({ nodes: [{ name: 'a', configFiles: [] }] })
    expect(judged(site({ management }))).toContain('unknown dead-letter-timeout-untold')
  })
})

describe('letters between two queues', () => {
  it('are stuck when the next one does not exist', () => {
    const management = openManagement({ queues: [bucket({ deadLettering: 5 })] })
    expect(judged(site({ management }))).toContain('problem letters-without-target')
  })

  it('may be on their way, or wait for the next try', () => {
    const queues = [listed(DUE), bucket({ deadLettering: 5 })]
    const findings = judged(site({ management: openManagement({ queues }) }))
    expect(findings).toContain('warning letters-waiting')
    expect(findings).not.toContain('ok letters-flow')
  })
})

describe('movers', () => {
  it('are missed when something is due', () => {
    const amqp = openAmqp([info(DUE, 3, 0)])
    expect(judged(site({ amqp }))).toContain('problem delays-without-mover')
  })

  it('are missed when something waits in a bucket', () => {
    const amqp = openAmqp([info(DUE, 0, 0)])
    const management = openManagement({ queues: [bucket({ messages: 2 })] })
    expect(judged(site({ amqp, management }))).toContain('problem delays-without-mover')
  })

  it('are not missed when nothing waits', () => {
    expect(judged(site({ amqp: openAmqp([info(DUE, 0, 0)]) }))).toContain('ok delays-idle')
  })
})

it('finds jobs that could not be delivered', () => {
  const amqp = openAmqp([info(UNDELIVERABLE, 1, 0)])
  expect(judged(site({ amqp }))).toContain('problem undeliverable-jobs')
})

describe('queues of the worker', () => {
  it.each([
    [openAmqp([info('orders', 4, 0)]), 'warning queue-without-consumer'],
    [openAmqp([info('orders.dlq', 1, 0)]), 'warning dead-letters'],
    [openAmqp([info('arq.results.orders', 1, 0)]), 'warning parked-results'],
  ])('%#: are judged by who consumes and what failed', (amqp, finding) => {
    expect(judged(site({ amqp }))).toContain(finding)
  })

  it('need not exist yet', () => {
    const amqp = {
      isOpen: true,
      brokerVersion: '3.10.8',
      queues: new Map([['orders', undefined]]),
    } as const
    expect(judged(site({ amqp }))).toContain('ok queue-absent')
  })

  it('must be what the settings say', () => {
    const differences = [{ name: 'x-queue-type', wanted: '"quorum"', found: '"classic"' }]
    expect(judged(site({ queues: [inspected({ differences })] }))).toContain(
      'problem queue-differs',
    )
  })
})

describe('the time that a job may stay with a worker', () => {
  it.each([
    [{ limitMs: 400_000, saidBy: 'queue' as const }, 'ok consumer-timeout-fits'],
    [{ limitMs: 350_000, saidBy: 'queue' as const }, 'problem consumer-timeout-short'],
    [{ limitMs: 350_000, saidBy: 'settings' as const }, 'warning consumer-timeout-short'],
    [{ limitMs: undefined, saidBy: 'worker' as const }, 'ok consumer-timeout-fits'],
    [{ limitMs: undefined, saidBy: 'settings' as const }, 'ok consumer-timeout-fits'],
  ])('%j', (settleDeadline, finding) => {
    expect(judged(site({ queues: [inspected({ settleDeadline })] }))).toContain(finding)
  })

  it('is no matter without a worker', () => {
    const findings = judged(site({}, { worker: undefined }))
    expect(findings.filter((finding) => finding.includes('consumer-timeout'))).toEqual([])
  })
})

describe('the result store', () => {
  it('is missed when it is away or unwell', () => {
    const closed = { isOpen: false, error: new Error('away') } as const
    const health = { isHealthy: false, error: 'away' }
    const unwell = { isOpen: true, health, storeType: undefined, details: {} } as const
    for (const store of [closed, unwell]) {
      expect(judged(site({}, { store }))).toContain('problem result-store-unreachable')
    }
  })

  it.each([
    [{ evictionPolicy: 'allkeys-lru' }, 'warning redis-may-evict'],
    [{ evictionPolicy: 'allkeys-lru', maxMemoryBytes: 0 }, 'ok redis-keeps'],
    [{ evictionPolicy: 'allkeys-lru', maxMemoryBytes: 9 }, 'problem redis-evicts'],
    [{ evictionPolicy: 'allkeys-lru', evictedKeys: 3 }, 'problem redis-has-evicted'],
    [{ evictionPolicy: 'noeviction', evictedKeys: 3 }, 'ok redis-keeps'],
    [{ appendOnly: 0 }, 'warning redis-not-persistent'],
    [{ appendOnly: 1 }, 'ok redis-persists'],
    [{ layout: 'lean', hasOtherLayout: false }, 'ok redis-layout-agrees'],
    [{ layout: 'lean', hasOtherLayout: true }, 'warning redis-layout-differs'],
    [{ missingRights: [] }, 'ok redis-rights-suffice'],
    [{ missingRights: ['evalsha', 'keys'] }, 'problem redis-rights-missing'],
  ])('in Redis: %j', (details, finding) => {
    expect(judged(site({}, redis(details)))).toContain(finding)
  })

  it.each([
    [{ hasGuards: true }, 'ok s3-guards-writes'],
    [{ hasGuards: false }, 'warning s3-ignores-conditions'],
    [{ lifecycle: 'rule', expiryDays: 7 }, 'ok s3-expires'],
    [{ lifecycle: 'none' }, 'warning s3-never-expires'],
    [{ lifecycle: 'unknown' }, 'unknown s3-expiry-unknown'],
  ])('in S3: %j', (told, finding) => {
    const details = { bucket: 'jobs', prefix: 'arq/', ...told }
    const store = { isOpen: true, health: { isHealthy: true }, storeType: 's3', details } as const
    expect(judged(site({}, { store }))).toContain(finding)
  })
})

describe('the outbox', () => {
  const figures = { waiting: 0, retrying: 0, aside: 0, oldestAgeMs: undefined }
  const outboxFindings = (outbox: OutboxEvidence) =>
    judged(site({}, { outbox })).filter((finding) => finding.includes('outbox'))

  it.each([
    [{}, ['ok outbox-sent']],
    [{ waiting: 7, oldestAgeMs: 60_000 }, ['ok outbox-sent']],
    [{ waiting: 7, oldestAgeMs: 60_001 }, ['warning outbox-late']],
    [{ aside: 1 }, ['warning outbox-set-aside']],
    [
      { waiting: 1, retrying: 1, aside: 1, oldestAgeMs: 1e6 },
      ['warning outbox-late', 'warning outbox-set-aside'],
    ],
  ])('that stands so: %j', (seen, findings) => {
    expect(outboxFindings({ isOpen: true, status: { ...figures, ...seen } })).toEqual(findings)
  })

  it('that cannot be asked is a problem', () => {
    const findings = ['problem outbox-unreachable']
    expect(outboxFindings({ isOpen: false, error: new Error('no') })).toEqual(findings)
    expect(outboxFindings(closedAmqp('ARQ_STORE_AUTH'))).toEqual(findings)
  })
})
