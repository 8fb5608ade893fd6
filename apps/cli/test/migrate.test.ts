import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { testProgram } from './setup.js'

interface Report {
  readonly sources: readonly string[]
  readonly skipped: readonly string[]
  readonly files: readonly {
    readonly path: string
    readonly unread: { readonly line: number } | null
    readonly findings: readonly {
      readonly line: number
      readonly found: string
      readonly kind: string
      readonly advice: string
    }[]
  }[]
}

/** A project of these files, read by `arq migrate --json`. */
async function migrate(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'arq-migrate-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const program = testProgram()
    const code = await runCli(['migrate', folder, '--json', ...args], program)
    const report = JSON.parse(program.said.output || '{"files":[]}') as Report
    const found = Object.fromEntries(
      report.files.map(({ path, findings }) => [
        path,
        findings.map((each) => `${String(each.line)} ${each.found} ${each.kind}`),
      ]),
    )
    return { code, report, found, errors: program.said.errors }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const BULLMQ = `import { Queue, Worker } from 'bullmq'
export class Mails {
  #queue = new Queue('mails', { connection: { host: 'redis' } })
  send(to: string) {
    return this.#queue.add('welcome', { to, delay: 1 }, { delay: 5000, attempts: 3 })
  }
}
new Worker('mails', async (job) => {
  const options = { priority: 1 }
  await job.updateProgress(50)
}, { concurrency: 5, limiter: { max: 1, duration: 1000 } })
// new FlowProducer()
const list = new Set(); list.add(1)
`

const AMQPLIB = `const amqp = require('amqplib')
async function main(settings) {
  const channel = await (await amqp.connect('amqp://localhost')).createChannel()
  await channel.assertQueue('orders', { arguments: { 'x-dead-letter-exchange': 'dead' } })
  await channel.consume('orders', (message) => {
    if (!message) return
    channel.nack(message, false, false)
    channel.nack(message)
  }, { noAck: false })
  settings.get('orders')
}
`

const PYTHON = `"""from arq import nothing"""
from arq import cron, create_pool

async def send(ctx, to: str):  # enqueue_job()
    note = 'enqueue_job(_defer_by=1)'
    await ctx['redis'].enqueue_job('later', to,
        _defer_by=5)

class WorkerSettings:
    functions = [send]
    max_tries: int = 5
    cron_jobs = [cron(send, hour={9, 12})]
`

describe('arq migrate', () => {
  it('reads BullMQ: queues, workers, options where they are options, and what has no equal', async () => {
    const { code, found, report } = await migrate({ 'src/mails.ts': BULLMQ })
    expect(code).toBe(0)
    expect(report.sources).toEqual(['bullmq'])
    expect(found['src/mails.ts']).toEqual([
      '1 bullmq replace',
      "3 new Queue('mails') replace",
      '3 connection replace',
      "5 add('welcome') replace",
      // The data of a job may have a key of the same name: it is looked at, too.
      '5 delay replace',
      '5 delay replace',
      '5 attempts replace',
      "8 new Worker('mails') replace",
      '10 updateProgress replace',
      '11 concurrency replace',
      '11 limiter none',
    ])
  })

  it('reads amqplib, and tells a nack that requeues from one that does not', async () => {
    const { found } = await migrate({ 'consumer.js': AMQPLIB })
    expect(found['consumer.js']).toEqual([
      '1 amqplib replace',
      '3 createChannel replace',
      "4 assertQueue('orders') look",
      '4 x-dead-letter-exchange replace',
      "5 consume('orders') replace",
      '7 nack replace',
      '8 nack replace',
      '8 nack + requeue look',
    ])
  })

  it('reads Python arq by its lines, without what stands in texts and comments', async () => {
    const { found, report } = await migrate({ 'worker.py': PYTHON })
    expect(report.sources).toEqual(['arq'])
    expect(found['worker.py']).toEqual([
      '2 from arq replace',
      '4 def send replace',
      '6 enqueue_job replace',
      '6 ctx look',
      '7 _defer_by replace',
      '9 class WorkerSettings replace',
      '10 functions replace',
      '11 max_tries look',
      '12 cron_jobs replace',
      '12 cron replace',
    ])
  })

  it('keeps its lines with the line ends of Windows', async () => {
    const unix = await migrate({ 'a.ts': BULLMQ, 'b.py': PYTHON })
    const windows = await migrate({
      'a.ts': `\uFEFF${BULLMQ.replaceAll('\n', '\r\n')}`,
      'b.py': PYTHON.replaceAll('\n', '\r\n'),
    })
    expect(windows.found).toEqual(unix.found)
  })

  it('passes over folders of others, and names what it does not read', async () => {
    const { found, report } = await migrate({
      'node_modules/x/index.js': AMQPLIB,
      '.venv/lib/y.py': PYTHON,
      'src/large.js': `${AMQPLIB}//${'x'.repeat(1024 * 1024)}`,
      'src/binary.js': `${AMQPLIB}\0`,
      'src/consumer.js': AMQPLIB,
      'src/notes.txt': AMQPLIB,
    })
    expect(Object.keys(found)).toEqual(['src/consumer.js'])
    expect(report.skipped).toEqual(['src/binary.js', 'src/large.js'])
  })

  it('says where a file could not be read, and goes on', async () => {
    const { code, report } = await migrate({
      'a.ts': "import { Queue } from 'bullmq'\nconst q = new Queue('a'\n",
      'b.py': 'from arq import cron\nx = """\n',
      'c.js': AMQPLIB,
    })
    expect(code).toBe(0)
    const unread = report.files.map(({ path, unread: at }) => [path, at?.line ?? null])
    expect(unread).toEqual([
      ['a.ts', 3],
      ['b.py', 2],
      ['c.js', null],
    ])
  })

  it('shows one source with --from, and ends with 4 when there is nothing of it', async () => {
    const files = { 'a.ts': BULLMQ, 'b.py': PYTHON }
    expect((await migrate(files, '--from', 'arq')).report.sources).toEqual(['arq'])
    const none = await migrate(files, '--from', 'amqplib')
    expect([none.code, none.report.files]).toEqual([4, []])
    const wrong = await migrate(files, '--from', 'celery')
    expect([wrong.code, wrong.errors]).toEqual([2, expect.stringContaining('rabbitmq-arq')])
  })

  it('refuses a folder that is not there', async () => {
    const program = testProgram()
    expect(await runCli(['migrate', './absent'], program)).toBe(2)
    expect(program.said.errors).toContain('absent')
  })

  it('speaks to people file by file, in both languages', async () => {
    const english = testProgram()
    expect(await runCli(['migrate', 'old-worker'], english)).toBe(0)
    expect(english.said.output).toContain('worker.py\n  1: from rabbitmq_arq\n')
    expect(english.said.output).toContain('Nothing was written.')
    const chinese = testProgram({ language: 'zh-CN' })
    await runCli(['migrate', 'old-worker'], chinese)
    expect(chinese.said.output).toContain('  11: max_retries\n      更改: maxRetries')
  })
})
