import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

import { createVirtualHost, until, type VirtualHost } from '@arq/tooling-services'
import { afterEach, beforeEach, expect, it } from '@jest/globals'

import {
  type ForeignApp,
  openForeignApp,
} from '../../../../packages/transport-amqp/test/foreign-app.js'
import { fixtures } from '../setup.js'
import { arq, type Running, startArq } from './run-arq.js'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'guide', 'moving-from-amqplib.md')
const TRANSPORT = dirname(
  createRequire(import.meta.url).resolve('@arq/transport-amqp/package.json'),
)
const WAIT = { withinMs: 60_000 }

/** The files that the page shows, as it shows them. */
async function filesOfPage(): Promise<readonly (readonly [name: string, text: string])[]> {
  const page = await readFile(PAGE, 'utf8')
  const shown = page.matchAll(/<!-- file: (\S+) -->\n\n```\w+\n([\s\S]*?)```/g)
  return [...shown].map(([, name = '', text = '']) => [name, text])
}

let host: VirtualHost
let app: ForeignApp
/** Beside the packages, so that the page's imports are found. */
let folder: string
const children: ChildProcess[] = []
/** What the consumers of both sides have said. */
let said: string[]

beforeEach(async () => {
  said = []
  host = await createVirtualHost('cli')
  app = await openForeignApp(host.url)
  folder = join(fixtures, `guide-${String(process.pid)}`)
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  const amqplib = join(TRANSPORT, 'node_modules', 'amqplib')
  await symlink(amqplib, join(folder, 'node_modules', 'amqplib'))
  for (const [name, text] of await filesOfPage()) await writeFile(join(folder, name), text)
})
afterEach(async () => {
  const left = children.splice(0).filter((child) => child.exitCode === null && !child.signalCode)
  const ended = left.map((child) => once(child, 'exit'))
  for (const child of left) child.kill('SIGKILL')
  await Promise.all(ended)
  await rm(folder, { recursive: true })
  await app.close()
  await host.delete()
})

function heard(child: ChildProcess): void {
  children.push(child)
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream! }).on('line', (line) => said.push(line))
  }
}

const environment = (queue: string) => ({ RABBITMQ_URL: host.url, ORDERS_QUEUE: queue })

/** The hand-written consumer; resolves when it consumes. */
async function startOld(queue: string): Promise<ChildProcess> {
  const before = count(/^consuming$/)
  const child = spawn(process.execPath, ['consumer.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment(queue) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  heard(child)
  await reached(/^consuming$/, before + 1)
  return child
}

/** `arq worker`; resolves when it consumes. */
async function startNew(queue: string, settings = 'settings'): Promise<Running> {
  const args = ['worker', '-m', `./${settings}.mjs:workerSettings`]
  const worker = startArq(args, environment(queue), folder)
  heard(worker.process)
  await worker.says('waiting for jobs')
  return worker
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

const count = (wanted: RegExp): number => said.filter((line) => wanted.test(line)).length
const reached = (wanted: RegExp, times: number) =>
  until(() => count(wanted) >= times, { what: `${String(times)} times ${String(wanted)}`, ...WAIT })

const FULFILLED = /order \d+ is fulfilled/
const BY_HAND = /is fulfilled, by hand/

it('the guide from a hand-written consumer moves a queue as it says, and every message is done once', async () => {
  const seen = await arq(['migrate', '.', '--from', 'amqplib'], {}, folder)
  expect(seen.code).toBe(0)
  expect(seen.stdout).toContain('consumer.mjs')
  expect(seen.stdout).toContain('consumeRaw')

  const { queueName, dlqName, exchange } = await app.queue('quorum', { dlx: true })
  const queue = { queueName, dlqName, exchange }
  let last = 0
  const publish = (orders: number) =>
    app.publishAll(
      queue,
      Array.from({ length: orders }, () => JSON.stringify({ id: (last += 1), items: 2 })),
    )

  // 3: both at once, then the new one alone.
  const oldConsumer = await startOld(queueName)
  let worker = await startNew(queueName)
  await publish(40)
  await reached(FULFILLED, 40)
  const byHand = count(BY_HAND)
  expect([byHand > 0, byHand < 40]).toEqual([true, true])
  await stop(oldConsumer)
  await publish(20)
  await reached(FULFILLED, 60)
  expect(count(BY_HAND)).toBe(byHand)
  await app.publish(queue, JSON.stringify({ id: 0, items: 0 }))
  const letter = await app.next(dlqName!)
  expect(JSON.parse(letter.content.toString())).toEqual({ id: 0, items: 0 })
  await worker.says('order 0 is empty')

  // Back again, in the other direction.
  const oldAgain = await startOld(queueName)
  await stop(worker.process)
  await publish(20)
  await reached(BY_HAND, byHand + 20)
  await stop(oldAgain)

  // 4: jobs of arq, and what is left in the old queue.
  await publish(20)
  worker = await startNew(queueName, 'settings-of-both')
  const producer = spawn(process.execPath, ['producer.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment(queueName) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  heard(producer)
  expect(await once(producer, 'exit')).toEqual([0, null])
  await reached(/^job \S+ is done/, 1)
  await reached(FULFILLED, 101)
  await stop(worker.process)

  const ids = said.flatMap((line) => /order (\d+) is fulfilled/.exec(line)?.[1] ?? [])
  // The job's order has the id of one of theirs.
  const wanted = [...Array.from({ length: last }, (_, index) => index + 1), 7].map(String)
  expect(ids.toSorted()).toEqual(wanted.toSorted())
  expect(await app.ready(queueName)).toBe(0)
  expect(await app.take(dlqName!)).toEqual([])
})
