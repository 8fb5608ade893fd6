import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const SETTINGS = './worker-settings.ts:workerSettings'
const QUEUE = 'from-the-module'
const managementUrl = serverUrl('ARQ_TEST_RABBITMQ_MANAGEMENT_URL')
const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')

interface Report {
  readonly findings: readonly {
    readonly code: string
    readonly state: string
    readonly seen: string
    readonly details: readonly string[]
  }[]
  readonly counts: Readonly<Record<string, number>>
}

/** What doctor says, each finding as `state code`. */
async function diagnose(args: readonly string[], environment?: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await arq(['doctor', '--json', ...args], environment)
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as Report
  const found = report.findings.map((finding) => `${finding.state} ${finding.code}`)
  return { code, report, found, stdout }
}

describe('arq doctor on a site that works', () => {
  let host: Awaited<ReturnType<typeof createVirtualHost>>
  let worker: ReturnType<typeof startArq>

  beforeAll(async () => {
    host = await createVirtualHost()
    worker = startArq(['worker', '-m', SETTINGS, '-u', host.url])
    await worker.says('waiting for jobs')
  })
  afterAll(async () => {
    worker.process.kill('SIGTERM')
    await worker.ended
    await host.delete()
  })

  it('finds no problem', async () => {
    const store = ['--result-store-url', redisUrl]
    const args = ['-m', SETTINGS, '-u', host.url, '--management-url', managementUrl, ...store]
    const { code, found, report } = await diagnose(args)
    expect(found).toEqual(
      expect.arrayContaining([
        'ok broker-reachable',
        'ok management-reachable',
        'ok clocks-agree',
        'ok delays-in-queues',
        'unknown dead-letter-timeout-untold',
        'ok delays-moved',
        'ok undeliverable-none',
        'ok queue-consumed',
        'ok consumer-timeout-fits',
        'ok result-store-reachable',
        'ok redis-rights-suffice',
        'ok redis-keeps',
      ]),
    )
    expect(report.counts['problems']).toBe(0)
    expect(code).toBe(0)
  })

  it('says without the management API what it could not look at', async () => {
    const { code, stdout, stderr } = await arq(['doctor', '-m', SETTINGS, '-u', host.url])
    expect(stdout).toContain('ok: RabbitMQ')
    expect(stdout).toContain('not told: No address of the management API was given.')
    expect(stdout).toContain('    - queues that differ from the settings')
    expect(stdout).toContain('rabbitmq-plugins enable rabbitmq_management')
    expect(stdout).toMatch(/Problems: 0, .*\n$/)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('warns of jobs that may run longer than the broker lets a worker keep them', async () => {
    const args = ['-m', './worker-settings.ts:withLongJobs', '-u', host.url]
    const lenient = await diagnose(args)
    expect(lenient.found).toContain('warning consumer-timeout-short')
    expect(lenient.code).toBe(0)
    expect((await diagnose([...args, '--strict'])).code).toBe(1)
  })

  it('says that it cannot look through a transport of somebody else’s', async () => {
    const { found } = await diagnose(['-m', './worker-settings.ts:withForeignTransport'])
    expect(found).toEqual(['unknown broker-not-looked-at'])
  })

  it('looks through a transport that the module constructs, and takes no flags against it', async () => {
    const own = './worker-settings.ts:withTransport'
    const { found } = await diagnose(['-m', own], { OWN_TRANSPORT_URL: host.url })
    expect(found).toContain('ok broker-reachable')
    expect(found).toContain('ok queue-consumed')
    const { code, stderr } = await arq(['doctor', '-m', own, '--management-url', managementUrl])
    expect(stderr).toContain('constructs its own transport (AmqpTransport)')
    expect(code).toBe(2)
  })

  it('notices that the clocks differ', async () => {
    await using slow = await serveInThePast(managementUrl)
    const { found, report } = await diagnose(['-u', host.url, '--management-url', slow.url])
    expect(found).toContain('warning clocks-differ')
    const { seen } = report.findings.find(({ code }) => code === 'clocks-differ') ?? {}
    expect(seen).toMatch(/^This machine’s clock is about (59|60|61) s ahead/)
  })
})

describe('arq doctor on a site that does not', () => {
  let host: Awaited<ReturnType<typeof createVirtualHost>>

  beforeAll(async () => {
    host = await createVirtualHost()
    // Left behind by another library.
    await host.declare(QUEUE, { durable: true, arguments: {} })
    const transport = new AmqpTransport({ url: host.url })
    await transport.connect()
    const dlqName = `${QUEUE}.dlq`
    await transport.publish({
      queueName: dlqName,
      kind: 'deadLetter',
      body: Buffer.from('{}'),
      headers: {},
      messageId: 'dead',
    })
    await transport.publish({
      queueName: 'later',
      kind: 'job',
      body: Buffer.from('{}'),
      headers: {},
      messageId: 'later',
      dueAtMs: Date.now() + 1000,
    })
    await host.declare('arq.undeliverable', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    })
    await host.publish('arq.undeliverable', '{}')
    await transport.close()
  })
  afterAll(() => host.delete())

  it('finds all of it, and changes nothing', async () => {
    const before = await host.listing()
    const args = ['-m', SETTINGS, '-u', host.url, '--management-url', managementUrl]
    const { code, found, report } = await diagnose(args)
    expect(found).toEqual(
      expect.arrayContaining([
        'ok broker-reachable',
        'problem delays-without-mover',
        'problem undeliverable-jobs',
        'problem queue-differs',
        'warning queue-without-consumer',
        'warning dead-letters',
      ]),
    )
    const differing = report.findings.find((finding) => finding.code === 'queue-differs')
    expect(differing?.details).toContain('x-queue-type: settings "quorum", broker "classic"')
    expect(code).toBe(1)
    expect(await host.listing()).toEqual(before)
  })

  it('speaks Chinese to those who do', async () => {
    const args = ['doctor', '-q', QUEUE, '-u', host.url]
    const { stdout, code } = await arq(args, { ARQ_LANG: 'zh-CN' })
    expect(stdout).toContain('没有消费者消费队列 from-the-module')
    expect(code).toBe(1)
  })

  it('creates no queue that it is asked about', async () => {
    const before = await host.listing()
    const { found } = await diagnose(['-q', 'nope', '-u', host.url])
    expect(found).toContain('ok queue-absent')
    expect(await host.listing()).toEqual(before)
  })
})

describe('arq doctor looks at what is left', () => {
  it('when the broker is not there', async () => {
    const args = ['-u', 'amqp://u:hush-hush@127.0.0.1:1', '--connection-timeout', '200ms']
    const others = ['--management-url', managementUrl, '--result-store-url', redisUrl]
    const { code, found, stdout } = await diagnose([...args, ...others])
    expect(found).toContain('problem broker-unreachable')
    expect(found).toContain('ok management-reachable')
    expect(found).toContain('ok result-store-reachable')
    expect(stdout).not.toContain('hush-hush')
    expect(code).toBe(1)
  })

  it('when passwords are wrong, and never shows one', async () => {
    const wrong = (url: string): string => {
      const changed = new URL(url)
      // Redis without users lets everybody else in, whatever the password.
      if (changed.username === '') changed.username = 'nobody'
      changed.password = 'hush-hush'
      return changed.href
    }
    const { code, found, stdout } = await diagnose([
      ...['-u', wrong(serverUrl('ARQ_TEST_RABBITMQ_URL'))],
      ...['--management-url', wrong(managementUrl)],
      ...['--result-store-url', wrong(redisUrl)],
      '--debug',
    ])
    expect(found).toContain('problem broker-refuses-login')
    expect(found).toContain('warning management-refuses-login')
    expect(found).toContain('problem result-store-unreachable')
    expect(stdout).not.toContain('hush-hush')
    expect(code).toBe(1)
  })

  it('when neither management API nor store are there', async () => {
    const args = ['-u', serverUrl('ARQ_TEST_RABBITMQ_URL')]
    const away = [
      '--management-url',
      'http://u:p@127.0.0.1:1',
      '--result-store-url',
      'redis://127.0.0.1:1',
    ]
    const { found } = await diagnose([...args, ...away])
    expect(found).toContain('ok broker-reachable')
    expect(found).toContain('warning management-unreachable')
    expect(found).toContain('problem result-store-unreachable')
  })
})

/** A management API whose clock is a minute behind. */
async function serveInThePast(origin: string) {
  const server = createServer((request, response) => {
    const { host } = new URL(origin)
    const { authorization = '' } = request.headers
    void fetch(`http://${host}${request.url ?? ''}`, { headers: { authorization } })
      .then(async (answer) => {
        const date = new Date(Date.now() - 60_000).toUTCString()
        response.writeHead(answer.status, { 'content-type': 'application/json', date })
        response.end(await answer.text())
      })
      .catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(origin)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
