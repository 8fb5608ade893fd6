import { hostname } from 'node:os'

import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, type Running, startArq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const SETTINGS = './worker-settings.ts:workerSettings'
/** In vain waited for, where nobody answers. */
const BRIEF = ['--timeout', '700ms']

let host: Awaited<ReturnType<typeof createVirtualHost>>
let transport: AmqpTransport
const workers: Running[] = []

beforeAll(async () => {
  host = await createVirtualHost()
  transport = new AmqpTransport({ url: host.url })
  await transport.connect()
})
afterEach(async () => {
  for (const { process, ended } of workers.splice(0)) {
    process.kill('SIGKILL')
    await ended
  }
})
afterAll(async () => {
  await transport.close()
  await host.delete()
})

async function startWorker(queue: string, name: string): Promise<Running> {
  const args = ['worker', '-m', SETTINGS, '-u', host.url, '-q', queue]
  const worker = startArq(args, { ARQ_WORKER_NAME: name })
  workers.push(worker)
  await worker.says('waiting for jobs')
  return worker
}

const check = (...args: readonly string[]) => arq(['check', '-u', host.url, ...args])

async function checkJson(...args: readonly string[]) {
  const { code, stdout } = await check(...args, '--json')
  return { code, ...(JSON.parse(stdout) as { isWell: boolean; checks: readonly unknown[] }) }
}

describe('arq check', () => {
  it('ends with 0 when a worker takes jobs from the queue, and tells what it has done', async () => {
    const worker = await startWorker('busy', 'checked')
    const { code, isWell, checks } = await checkJson('-q', 'busy')
    expect(checks).toMatchObject([
      { what: expect.stringContaining('amqp://'), isWell: true, standing: 'answers' },
      {
        what: 'busy',
        isWell: true,
        standing: 'taken',
        workers: [
          {
            name: 'checked',
            host: hostname(),
            pid: worker.process.pid,
            health: 'ready',
            problems: [],
            counts: { completed: 0, failed: 0, retried: 0, aborted: 0 },
          },
        ],
      },
    ])
    expect(isWell).toBe(true)
    expect(code).toBe(0)
    const text = await check('-q', 'busy')
    expect(text.stdout).toMatch(/^busy: taken by checked-\w+ \(0 of 10 slots busy, 0 completed/m)
    const chinese = await arq(['check', '-u', host.url, '-q', 'busy'], { ARQ_LANG: 'zh-CN' })
    expect(chinese.stdout).toMatch(/^busy：由 checked-\w+ 处理（运行中 0\/10/m)
  })

  it('ends with 1 for a frozen worker, although the broker still counts it', async () => {
    const worker = await startWorker('frozen', 'stiff')
    worker.process.kill('SIGSTOP')
    const { code, checks } = await checkJson('-q', 'frozen', ...BRIEF)
    expect(checks[1]).toMatchObject({
      standing: 'unanswered',
      says: expect.stringContaining('frozen: of 1 consumers, none answered within 0.7 s'),
    })
    expect(code).toBe(1)
    worker.process.kill('SIGCONT')
    expect((await check('-q', 'frozen')).code).toBe(0)
  })

  it('tells the worker that is meant from another one of the same queue', async () => {
    const first = await startWorker('shared', 'first')
    await startWorker('shared', 'second')
    first.process.kill('SIGSTOP')
    expect((await check('-q', 'shared')).code).toBe(0)
    expect((await check('-q', 'shared', '--worker', 'second', '--here')).code).toBe(0)
    // Apart from any queue, too.
    expect((await check('--worker', 'second')).stdout).toContain(' works on shared (')
    const lost = await checkJson('-q', 'shared', '--worker', 'first', ...BRIEF)
    expect(lost).toMatchObject({ code: 1, checks: [{}, { standing: 'none_meant' }] })
    expect(await checkJson('--worker', 'first', ...BRIEF)).toMatchObject({ code: 1 })
    const strict = await checkJson('-q', 'shared', '--strict', ...BRIEF)
    expect(strict).toMatchObject({ code: 1, checks: [{}, { standing: 'some_unanswered' }] })
    first.process.kill('SIGCONT')
    expect((await check('-q', 'shared', '--strict')).code).toBe(0)
  })

  it('ends with 1 when nobody works on a queue, and with 4 when there is none', async () => {
    await (await transport.consume('left', { prefetch: 1 }, () => undefined)).close()
    const left = await checkJson('-q', 'left', ...BRIEF)
    expect(left).toMatchObject({ code: 1, isWell: false, checks: [{}, { standing: 'nobody' }] })
    await startWorker('mails', 'mailer')
    const wrong = await check('-q', 'mials', ...BRIEF)
    expect(wrong.stdout).toContain('mials: there is no such queue; did you mean mails?')
    expect(wrong.code).toBe(4)
    expect(await transport.queueInfo('mials')).toBeUndefined()
  })

  it('says why a worker takes no jobs', async () => {
    await startWorker('held', 'holder')
    expect((await arq(['pause', 'held', '-u', host.url, ...BRIEF])).code).toBe(0)
    const paused = await checkJson('-q', 'held', ...BRIEF)
    expect(paused).toMatchObject({ code: 1, checks: [{}, { standing: 'not_taken' }] })
    expect(paused.checks[1]).toMatchObject({
      says: expect.stringMatching(/^held: holder-\w+ takes no jobs from it: it is paused/),
      workers: [{ problems: ['paused'], health: 'not_ready' }],
    })
    const args = ['check', '-u', host.url, '--worker', 'holder', ...BRIEF]
    expect((await arq(args, { ARQ_LANG: 'zh-CN' })).stdout).toMatch(
      /holder-\w+ 没有领取任务：已暂停/,
    )
  })

  it('asks broker and store alone where no queue is named', async () => {
    const store = ['--result-store-url', serverUrl('ARQ_TEST_REDIS_URL')]
    const { code, checks } = await checkJson(...store)
    expect(checks).toMatchObject([{ standing: 'answers' }, { standing: 'answers' }])
    expect(code).toBe(0)
  })

  it('ends with 3 when the store is away, although workers would go on without it', async () => {
    const { code, checks } = await checkJson('--result-store-url', 'redis://127.0.0.1:1')
    expect(checks).toMatchObject([{ standing: 'answers' }, { standing: 'away' }])
    expect(code).toBe(3)
  })

  it('ends with 3 when the broker is away', async () => {
    const away = ['-u', 'amqp://u:hush-hush@127.0.0.1:1', '--connection-timeout', '200ms']
    const { code, stdout } = await arq(['check', '-q', 'busy', ...away])
    expect(stdout).toContain('does not answer: ')
    expect(stdout).not.toContain('hush-hush')
    expect(code).toBe(3)
    const chinese = await arq(['check', ...away], { ARQ_LANG: 'zh-CN' })
    expect(chinese.stdout).toContain('没有应答：')
  })
})
