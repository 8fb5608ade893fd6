import { type JobContext, type OutgoingMessage, silentLogger, task } from '@arq/core'
import { encodeTurn, jobGroup, TURN_ENTRY, wakingMessage } from '@arq/core/internal'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { dyingAt, PLACES } from './dying-worker.js'
import { latch, setup } from './setup.js'

describe('a job that sleeps, and whose worker dies', () => {
  it.each(PLACES)('%s, is neither lost nor run by two of its messages', async (place) => {
    const ran: string[] = []
    const job = task('job', async (ctx: JobContext<object>) => {
      await ctx.step('before', () => void ran.push('before'))
      await ctx.sleep('2d')
      await ctx.step('after', () => void ran.push('after'))
      return ctx.jobTry
    })
    const clock = new ManualClock()
    const broker = new MemoryBroker({ clock })
    const arq = await setup({ functions: [job] }, { clock, broker })
    const first = new MemoryTransport({ broker })
    const dying = dyingAt(place, async () => broker.disconnect(first, { downFor: '1000d' }))
    const worker = new Worker({
      functions: [job],
      transport: dying.transport(first),
      resultStore: dying.store(arq.store),
      clock,
      logger: silentLogger,
      handleSignals: false,
    })
    void worker.run().catch(() => undefined)
    const id = await arq.enqueue(job)
    await clock.advance('1s')
    void arq.worker.run()
    await clock.advance('1h')
    expect(await arq.store.get(id)).toMatchObject({ status: 'queued', retryCount: 0 })
    await clock.advance('2d')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 1 })
    const times = place === 'before the step is stored' ? 2 : 1
    expect(ran).toEqual([...Array.from({ length: times }, () => 'before'), 'after'])
    const queue = await arq.client.queueInfo('default')
    expect(queue).toMatchObject({ ready: 0, unacknowledged: 0 })
    // Its run and its calls hang for ever.
    const stopped = worker.stop()
    await clock.advance('10m')
    await stopped
  })
})

describe('a job that sleeps', () => {
  const sleeper = (ran: string[]) =>
    task('sleeper', async (ctx: JobContext<object>) => {
      ran.push('run')
      await ctx.sleep('2d')
      ran.push('awake')
    })

  it('is stopped as a deferred one is: its copy finds the tombstone', async () => {
    const ran: string[] = []
    const job = sleeper(ran)
    const clock = new ManualClock()
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('1s')
    const record = await arq.store.get(id)
    if (!record) throw new Error('no record')
    const tombstone = { ...record, status: 'aborted', token: undefined } as const
    const outcome = await arq.store.transition({ record: tombstone, guard: 'waiting', ttlMs: 1e9 })
    expect(outcome).toBe('applied')
    await clock.advance('3d')
    expect(ran).toEqual(['run'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'aborted' })
  })

  it('runs once for many messages of one number, whichever comes first', async () => {
    const ran: string[] = []
    const job = sleeper(ran)
    const clock = new ManualClock()
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('1s')
    const record = await arq.store.get(id)
    if (!record) throw new Error('no record')
    const group = jobGroup(record)
    const { text } = (await arq.store.entries.read(group)).get(TURN_ENTRY) ?? { text: '' }
    expect(JSON.parse(text)).toMatchObject({ number: 1, holder: '', asleep: true })
    const body = { job_id: id, function: 'sleeper', enqueue_time: record.enqueueTime }
    const kept = JSON.stringify({
      ...{ queueName: 'default', contentType: 'application/json', headers: {} },
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
    })
    // Woken before its time, by two: it runs once, is not due yet, and is suspended again.
    for (let copy = 0; copy < 2; copy += 1) {
      await arq.client.publish(wakingMessage(kept, { turn: 1 }))
    }
    await clock.advance('1s')
    expect(ran).toEqual(['run', 'run'])
    const again = (await arq.store.entries.read(group)).get(TURN_ENTRY)
    expect(JSON.parse(again?.text ?? '')).toMatchObject({ number: 2, asleep: true })
    await clock.advance('2d')
    expect(ran).toEqual(['run', 'run', 'run', 'awake'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
  })

  it('is not woken by a message of a turn that is over', async () => {
    const ran: string[] = []
    const job = sleeper(ran)
    const clock = new ManualClock()
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('1s')
    const record = await arq.store.get(id)
    if (!record) throw new Error('no record')
    const turn = { number: 7, holder: 'another', isAsleep: false }
    const change = { name: TURN_ENTRY, text: encodeTurn(turn) }
    await arq.store.entries.write(jobGroup(record), [change], { ttlMs: 1e9 })
    await clock.advance('3d')
    expect(ran).toEqual(['run'])
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 0 })
  })

  it('is run by one of two copies of the message that woke it, and by that one again when it comes back', async () => {
    const ran: string[] = []
    const clock = new ManualClock()
    const going = latch()
    const job = task('sleeper', async (ctx: JobContext<object>) => {
      await ctx.sleep('2d')
      ran.push(`step in ${ctx.workerId}`)
      await going.opened
    })
    const broker = new MemoryBroker({ clock })
    const copies: OutgoingMessage[] = []
    const first = new MemoryTransport({ broker })
    const arq = await setup({ functions: [job] }, { clock, broker })
    const transport = new Proxy(first, {
      get(target, key) {
        if (key === 'publish') {
          return (message: OutgoingMessage) => {
            copies.push(message)
            return target.publish(message)
          }
        }
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const worker = new Worker({
      ...{ functions: [job], transport, resultStore: arq.store, clock, handleSignals: false },
      logger: silentLogger,
    })
    const running = worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('2d')
    expect(ran).toHaveLength(1)
    const [copy] = copies.filter(({ headers }) => headers['x-arq-turn'] !== undefined)
    if (!copy) throw new Error('no copy')
    // As whoever moves delayed messages sends it once more when it dies in between.
    await arq.client.publish({ ...copy, dueAtMs: undefined })
    await clock.advance('1s')
    expect(ran).toHaveLength(1)
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 0, unacknowledged: 1 })
    broker.disconnect(first, { downFor: '1s' })
    await clock.advance('1m')
    expect(ran).toHaveLength(2)
    going.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    await worker.stop()
    await running
  })
})
