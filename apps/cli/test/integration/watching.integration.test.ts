import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq, startArq } from './run-arq.js'
import { createVirtualHost } from './servers.js'

let host: Awaited<ReturnType<typeof createVirtualHost>>
let transport: AmqpTransport

beforeAll(async () => {
  host = await createVirtualHost()
  transport = new AmqpTransport({ url: host.url })
  await transport.connect()
})
afterAll(async () => {
  await transport.close()
  await host.delete()
})

it('shows queues again and again until it is stopped', async () => {
  const subscription = await transport.consume('watched', { prefetch: 1 }, () => undefined)
  const watching = startArq(['queue-info', 'watched', '-u', host.url, '--watch', '0.1', '--json'])
  await watching.says('"consumers":1')
  await subscription.close()
  await watching.says('"consumers":0')
  watching.process.kill('SIGKILL')
  const { stdout } = await watching.ended
  for (const line of stdout.trim().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow()
})

it('shows queues, workers and running jobs on one screen, or once to a program', async () => {
  const name = `top-${randomUUID()}`
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let hasBegun = (): void => undefined
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve
  })
  const wait = task('wait', async () => {
    hasBegun()
    await held
  })
  const logger = silentLogger
  const worker = new Worker({ functions: [wait], queueName: name, transport, logger })
  const ran = worker.run()
  await arq(['enqueue', 'wait', '-q', name, '-u', host.url])
  await begun
  const text = await arq(['top', '-u', host.url, name])
  expect(text.stdout).toMatch(/^arq top .* workers: 1 {2}running: 1 {2}waiting: 0 {2}amqp:/m)
  expect(text.stdout).toMatch(new RegExp(`^${name} +0 `, 'm'))
  expect(text.stdout).toMatch(/^[0-9a-f]{32} +wait /m)
  const json = await arq(['top', '-u', host.url, '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({
    queues: [{ name, consumers: 1 }],
    workers: [{ running: 1, jobs: [{ functionName: 'wait' }] }],
  })
  const others = await arq(['top', '-u', host.url, `${name}-other`, '--json'])
  expect(JSON.parse(others.stdout)).toMatchObject({ workers: [] })
  const chinese = await arq(['top', '-u', host.url, name], { ARQ_LANG: 'zh-CN' })
  expect(chinese.stdout).toContain('运行中：1')
  release()
  await worker.stop()
  await ran
})

it('ends quietly when nobody reads its output any more', async () => {
  const watching = startArq(['queue-info', 'unread', '-u', host.url, '--watch', '0.1', '--json'])
  await watching.says('"queues"')
  // As `head -1` does.
  watching.process.stdout?.destroy()
  const { code, stderr } = await watching.ended
  expect(code).toBe(4)
  expect(stderr).not.toMatch(/EPIPE|Error|at /)
})

it('starts a watched worker again when a file changes, also one that has failed, and stops in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arq-watch-'))
  const module = join(folder, 'settings.mjs')
  const write = (name: string): void =>
    writeFileSync(module, `export const settings = { functions: [async function ${name}() {}] }\n`)
  write('first')
  const args = ['worker', '-m', `${module}:settings`, '-q', 'dev', '-u', host.url, '--watch']
  const watched = startArq(args)
  try {
    await watched.says('starts: first on dev')
    write('second')
    await watched.says('starts: second on dev')
    writeFileSync(module, 'export const settings = ')
    await watched.says('The worker has ended (2)')
    write('third')
    await watched.says('starts: third on dev')
    watched.process.kill('SIGTERM')
    // The worker holds the same output: it has ended, too.
    expect((await watched.ended).code).toBe(0)
  } finally {
    watched.process.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
})

it('develops in memory where no broker is there: a line that is typed is a job', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arq-dev-'))
  const module = join(folder, 'settings.mjs')
  writeFileSync(
    module,
    'export const settings = { functions: [async function add(ctx, a, b) { return a + b }] }',
  )
  const away = ['-u', 'amqp://127.0.0.1:1', '--connection-timeout', '200ms']
  const dev = startArq(['dev', '-m', `${module}:settings`, ...away, '--no-dashboard'])
  try {
    await dev.says('No RabbitMQ at amqp://127.0.0.1:1')
    await dev.says('The tasks: add')
    dev.process.stdin?.write('add 4 5\n')
    expect(await dev.says('add: 9')).not.toContain('ashboard')
    writeFileSync(
      module,
      'export const settings = { functions: [async function sub(ctx, a, b) { return a - b }] }',
    )
    await dev.says('starts: sub on default')
    dev.process.stdin?.write('sub 4 5\n')
    await dev.says('sub: -1')
    dev.process.kill('SIGTERM')
    expect((await dev.ended).code).toBe(0)
  } finally {
    dev.process.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
})

/** What the dashboard at that address tells. */
async function overviewAt(url: string): Promise<string> {
  const answer = await fetch(`${url}api/overview`)
  expect(answer.status).toBe(200)
  return answer.text()
}

const urlIn = (said: string): string => /Dashboard at (\S+)/.exec(said)?.[1] ?? 'no address'

it.each([
  ['in memory', ['-u', 'amqp://127.0.0.1:1', '--connection-timeout', '200ms']],
  ['on a broker', []],
])(
  'shows the worker that is developed %s in a dashboard, at the same address after a change',
  async (_where, more) => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-dev-'))
    const module = join(folder, 'settings.mjs')
    const write = (name: string): void =>
      writeFileSync(
        module,
        `export const settings = { functions: [async function ${name}() {}], queueName: 'developed' }`,
      )
    write('first')
    const servers = more.length === 0 ? ['-u', host.url] : more
    const dev = startArq(['dev', '-m', `${module}:settings`, ...servers, '--dashboard-port', '0'])
    try {
      const url = urlIn(await dev.says('Dashboard at http://127.0.0.1:'))
      await dev.says('starts: first on developed')
      expect(await overviewAt(url)).toContain('"developed"')
      // A page that listens holds up no new start.
      const page = await fetch(`${url}api/events`)
      write('second')
      await dev.says('starts: second on developed')
      await page.text().catch(() => undefined)
      expect(await overviewAt(url)).toContain('"developed"')
      dev.process.kill('SIGTERM')
      expect((await dev.ended).code).toBe(0)
    } finally {
      dev.process.kill('SIGKILL')
      rmSync(folder, { recursive: true })
    }
  },
)

describe('arq completion', () => {
  const complete = (script: string, ...words: readonly string[]): readonly string[] => {
    const typed = words.map((word) => `'${word}'`).join(' ')
    const ask = `COMP_WORDS=(arq ${typed}); COMP_CWORD=${String(words.length)}; _arq; echo "\${COMPREPLY[*]}"`
    const said = execFileSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
    return said.trim().split(' ')
  }

  it('teaches bash verbs, their second words and their flags', async () => {
    const { stdout, code } = await arq(['completion', 'bash'])
    expect(code).toBe(0)
    expect(complete(stdout, 'do')).toEqual(['doctor'])
    expect(complete(stdout, 'dl')).toEqual(['dlq'])
    expect(complete(stdout, 'dlq', 're')).toEqual(['redrive'])
    expect(complete(stdout, 'dlq', 'redrive', '--r')).toEqual(['--rabbitmq-url', '--rate'])
    expect(complete(stdout, 'job', 'r')).toEqual(['retry', 'run-now'])
    expect(complete(stdout, 'worker', '--max-r')).toEqual(['--max-retries'])
  })

  it('knows zsh and fish, and no other', async () => {
    expect((await arq(['completion', 'zsh'])).stdout).toContain('#compdef arq')
    expect((await arq(['completion', 'fish'])).stdout).toContain("complete -c arq -n '__fish_seen_")
    const { code, stderr } = await arq(['completion', 'csh'])
    expect(stderr).toContain('"csh" is none of bash, zsh, fish')
    expect(code).toBe(2)
  })
})
