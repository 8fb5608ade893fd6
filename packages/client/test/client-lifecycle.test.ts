import { Client, createClient, Job } from '@arq/client'
import {
  ConnectionError,
  defineTexts,
  type Release,
  type ResultStore,
  type Transport,
} from '@arq/core'
import { ManualClock, MemoryBroker, MemoryResultStore } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { MemoryLogger, rejection, setup, setupWithoutStore, stateOf } from './setup.js'
import { WatchedTransport } from './setup.js'

const texts = defineTexts({ fault: { en: 'refused', 'zh-CN': '被拒绝' } })
const refused = () =>
  new ConnectionError({ code: 'ARQ_CONNECTION_REFUSED', text: texts.fault(), scope: 'connection' })

/** How many users a transport or store has had and has. */
function countUsers(resource: Transport | ResultStore) {
  const count = { acquired: 0, released: 0 }
  const acquire = resource.acquire.bind(resource)
  resource.acquire = async () => {
    const release = await acquire()
    count.acquired += 1
    return async () => {
      count.released += 1
      await release()
    }
  }
  return count
}

function parts() {
  const clock = new ManualClock()
  const transport = new WatchedTransport({ broker: new MemoryBroker({ clock }) })
  const resultStore = new MemoryResultStore({ clock })
  return { clock, transport, resultStore, logger: new MemoryLogger() }
}

describe('createClient', () => {
  it('opens transport and store, and lets go of both at close, once', async () => {
    const settings = parts()
    const counts = [countUsers(settings.transport), countUsers(settings.resultStore)]
    const client = await createClient(settings)
    expect(client).toBeInstanceOf(Client)
    expect(counts).toEqual(Array(2).fill({ acquired: 1, released: 0 }))
    await Promise.all([client.close(), client.close(), client[Symbol.asyncDispose]()])
    expect(counts).toEqual(Array(2).fill({ acquired: 1, released: 1 }))
    expect(await rejection(settings.transport.queueInfo('q'))).toMatchObject({ code: 'ARQ_CLOSED' })
  })

  it('leaves a transport open that its owner connected', async () => {
    const settings = parts()
    await settings.transport.connect()
    await (await createClient(settings)).close()
    expect(await settings.transport.queueInfo('q')).toBeUndefined()
    await settings.transport.close()
  })

  it('shares a transport between clients until the last one closes', async () => {
    const settings = parts()
    const [one, two] = [await createClient(settings), await createClient(settings)]
    await one.close()
    expect(await two.enqueueJob('f')).toBeInstanceOf(Job)
    await two.close()
  })

  it('rejects with what the transport says, and lets go of the store', async () => {
    const settings = parts()
    settings.transport.acquire = () => Promise.reject(refused())
    const count = countUsers(settings.resultStore)
    expect(await rejection(createClient(settings))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
    expect(count).toEqual({ acquired: 1, released: 1 })
  })

  it('rejects with what the store says, and lets go of the transport', async () => {
    const settings = parts()
    settings.resultStore.acquire = () => Promise.reject(refused())
    const count = countUsers(settings.transport)
    expect(await rejection(createClient(settings))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
    expect(count).toEqual({ acquired: 1, released: 1 })
  })

  it('is closed at the end of an await using block', async () => {
    const settings = parts()
    let closed: Client
    {
      await using client = await createClient(settings)
      closed = client
      await client.enqueueJob('f')
    }
    expect(await rejection(closed.enqueueJob('f'))).toMatchObject({ code: 'ARQ_CLOSED' })
  })
})

describe('close()', () => {
  it('refuses every call afterwards', async () => {
    const { client } = await setup()
    const job = await client.enqueueJob('f')
    await client.close()
    const calls = [
      () => client.enqueueJob('f'),
      () => client.enqueueJobs([{ function: 'f' }]),
      () => client.getJobResult('x'),
      () => client.getJobStatus('x'),
      () => client.getStorageStats(),
      () => job.status(),
      () => job.info(),
      () => job.result(),
      () => job.abort(),
      () => job.delete(),
    ]
    for (const call of calls) expect(await rejection(call())).toMatchObject({ code: 'ARQ_CLOSED' })
    for (const call of [() => client.getJob('x'), () => client.enqueueJobStream([])]) {
      expect(call).toThrow(expect.objectContaining({ code: 'ARQ_CLOSED' }))
    }
  })

  it('rejects calls of result() that wait, with and without a store', async () => {
    for (const bench of [await setup(), await setupWithoutStore()]) {
      const job = await bench.client.enqueueJob('f')
      const waiting = [rejection(job.result()), rejection(job.result({ timeout: 60 }))]
      await bench.clock.advance(0)
      await bench.client.close()
      for (const error of waiting) expect(await error).toMatchObject({ code: 'ARQ_CLOSED' })
    }
  })

  it('lets an enqueue that was called before it finish', async () => {
    const { client, transport, clock, store } = await setup()
    let confirm = () => {}
    transport.onPublish = () => new Promise((resolve) => (confirm = resolve))
    const enqueuing = client.enqueueJob('f', [], { jobId: 'one' })
    const closing = client.close()
    expect(await stateOf(closing, clock)).toBe('pending')
    confirm()
    expect(await enqueuing).toBeInstanceOf(Job)
    await closing
    await store.connect()
    expect(await store.getStatus('one')).toBe('queued')
    await store.close()
  })

  it('does not wait longer than five seconds for a broker that does not answer', async () => {
    const { client, transport, clock } = await setup()
    transport.onPublish = () => new Promise(() => {})
    void client.enqueueJob('f')
    const closing = client.close()
    await clock.advance('5s')
    expect(await stateOf(closing, clock)).toBe('fulfilled')
  })

  it('ends within 25 seconds, whatever hangs', async () => {
    const settings = parts()
    const never = new Promise<never>(() => undefined)
    const hang = () => never
    settings.resultStore.subscribe = hang
    const { transport, resultStore, clock } = settings
    const releases: Release[] = []
    for (const each of [transport, resultStore]) {
      const acquire = each.acquire.bind(each)
      each.acquire = async () => {
        releases.push(await acquire())
        return hang
      }
    }
    const client = await createClient(settings)
    const job = await client.enqueueJob('f')
    const waiting = rejection(job.result())
    transport.onPublish = hang
    void client.enqueueJob('f')
    const closing = client.close()
    await clock.advance('24s')
    expect(await stateOf(closing, clock)).toBe('pending')
    await clock.advance('1s')
    expect(await stateOf(closing, clock)).toBe('fulfilled')
    expect(await waiting).toMatchObject({ code: 'ARQ_CLOSED' })
    for (const release of releases) await release()
  })

  it('reports what transport and store say when they fail to close', async () => {
    const settings = parts()
    settings.transport.acquire = () => Promise.resolve(() => Promise.reject(new Error('one')))
    settings.resultStore.acquire = () => Promise.resolve(() => Promise.reject(new Error('two')))
    const client = await createClient(settings)
    const error = await rejection(client.close())
    expect(error['errors']).toEqual([new Error('one'), new Error('two')])
  })
})
