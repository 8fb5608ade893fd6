import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

import { createClient } from '@arq/client'
import { RedisResultStore } from '@arq/result-redis'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterEach, describe, expect, it } from '@jest/globals'

import { add } from '../fixtures/tasks.js'
import type * as settingsModule from '../fixtures/worker-settings.js'
import { type Running, startArq } from './run-arq.js'
import { createVirtualHost } from './servers.js'

const STORE_AWAITED = 'The worker starts when it is there'
const STORE_FOUND = 'The result store is there'

const moduleWith = (name: keyof typeof settingsModule): string => `./worker-settings.ts:${name}`

const disposals: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose()
})

/** One that does not run yet. */
async function absentRedis(): Promise<RedisServer> {
  const redis = await createRedis()
  disposals.push(() => redis.dispose())
  return redis
}

async function presentRabbit(): Promise<string> {
  const host = await createVirtualHost()
  disposals.push(() => host.delete())
  return host.url
}

/** A broker behind an address at which nobody listens before `start()`. */
async function absentRabbit() {
  const url = new URL(await presentRabbit())
  const { hostname } = url
  const target = Number(url.port)
  const relay = createServer((client) => {
    const broker = connect(target, hostname)
    for (const [from, to] of [[client, broker] as const, [broker, client] as const]) {
      from.on('error', () => to.destroy()).pipe(to)
    }
  })
  const listen = (port: number) => once(relay.listen(port, '127.0.0.1'), 'listening')
  await listen(0)
  const { port } = relay.address() as AddressInfo
  await once(relay.close(), 'close')
  url.hostname = '127.0.0.1'
  url.port = String(port)
  disposals.push(async () => void relay.close())
  return { url: url.href, start: () => listen(port) }
}

/** `arq worker` whose jobs need the store, and what its endpoint says of it. */
function startWorker(rabbitUrl: string, storeUrl: string) {
  const flags = ['-m', moduleWith('withNeededStore'), '-u', rabbitUrl]
  const worker = startArq(['worker', ...flags, '--result-store-url', storeUrl])
  disposals.push(async () => {
    worker.process.kill('SIGKILL')
    await worker.ended
  })
  let said = ''
  worker.process.stderr?.on('data', (text: string) => (said += text))
  const readyz = async (): Promise<{ status: number; text: string }> => {
    const url = /Health endpoint at (\S+)/.exec(said)?.[1]
    const answer = await fetch(`${url}/readyz`)
    return { status: answer.status, text: await answer.text() }
  }
  return { worker, readyz }
}

async function stop({ process, ended }: Running) {
  process.kill('SIGTERM')
  return ended
}

describe('arq worker beside servers that are not there', () => {
  it('waits for the broker, then for the store, says each once and in /readyz, and works', async () => {
    const [rabbit, redis] = [await absentRabbit(), await absentRedis()]
    const { worker, readyz } = startWorker(rabbit.url, redis.url)
    await worker.says('Trying again until it answers')
    const withoutBroker = await readyz()
    expect(withoutBroker.status).toBe(503)
    expect(withoutBroker.text).toMatch(/^broker_away .*ECONNREFUSED/m)

    await rabbit.start()
    await worker.says(STORE_AWAITED)
    const withoutStore = await readyz()
    expect(withoutStore.status).toBe(503)
    expect(withoutStore.text).toMatch(/^store_away .*ECONNREFUSED/m)
    expect(withoutStore.text).not.toContain('broker_away')

    await redis.start()
    await worker.says(STORE_FOUND)
    const client = await createClient({
      transport: new AmqpTransport({ url: rabbit.url }),
      resultStore: new RedisResultStore({ url: redis.url }),
      queueName: 'from-the-module',
    })
    const job = await client.enqueueJob(add, [20, 22])
    expect(await job.result({ timeout: 30 })).toBe(42)
    await client.close()
    // A job may end in the very turn in which its worker becomes ready.
    for (let said = await readyz(); said.status !== 200; said = await readyz()) {
      expect(said.text).not.toContain('store_away')
    }

    const { code, stderr } = await stop(worker)
    expect(stderr.split('Trying again until it answers')).toHaveLength(2)
    expect(stderr.split(STORE_AWAITED)).toHaveLength(2)
    expect(stderr).toContain('Stopped: 1 completed')
    expect(code).toBe(0)
  })

  it('stops while it waits for a store that is away', async () => {
    const [rabbitUrl, redis] = [await presentRabbit(), await absentRedis()]
    const { worker } = startWorker(rabbitUrl, redis.url)
    await worker.says(STORE_AWAITED)
    expect((await stop(worker)).code).toBe(0)
  })

  it('waits for a store that is there and does not answer', async () => {
    const [rabbitUrl, redis] = [await presentRabbit(), await absentRedis()]
    await redis.start()
    redis.pause()
    const { worker } = startWorker(rabbitUrl, redis.url)
    await worker.says(STORE_AWAITED)
    redis.resume()
    await worker.says(STORE_FOUND)
    expect((await stop(worker)).code).toBe(0)
  })

  it('ends with 3 and the words of a store that refuses the login, also after a wait for it', async () => {
    const [rabbitUrl, redis] = [await presentRabbit(), await absentRedis()]
    const url = redis.url.replace('//', '//nobody:hush-hush@')
    const { worker } = startWorker(rabbitUrl, url)
    await worker.says(STORE_AWAITED)
    await redis.start()
    const { code, stderr } = await worker.ended
    expect(stderr).toMatch(/error: .*WRONGPASS.* \[ARQ_STORE_AUTH\]\n$/)
    expect(stderr).not.toContain('hush-hush')
    expect(code).toBe(3)
  })
})
