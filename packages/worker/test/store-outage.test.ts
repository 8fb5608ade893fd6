import {
  encodeJobRecord,
  type Logger,
  ResultStoreConnectionError,
  type ResultStoreError,
  ResultStoreSerializationError,
  Retry,
  silentLogger,
  task,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { latch, setup, tooLarge } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

type Bundle = Awaited<ReturnType<typeof setup>>

const PARKED = 'arq.results.default'

const parked = async (arq: Bundle): Promise<number> =>
  (await arq.client.queueInfo(PARKED))?.ready ?? 0

const unacknowledged = async (arq: Bundle): Promise<number | undefined> =>
  (await arq.client.queueInfo('default'))?.unacknowledged

const storeDown = (): ResultStoreConnectionError =>
  new ResultStoreConnectionError({
    code: 'ARQ_STORE_CONNECTION',
    text: errorTexts.closed({ what: 'the store' }),
  })

const foreignData = (): ResultStoreError =>
  new ResultStoreSerializationError({
    code: 'ARQ_STORE_DATA',
    text: errorTexts.closed({ what: 'a list in place of the record' }),
  })

/** Another worker on the same broker and store. */
const nextWorker = (arq: Bundle, clock: ManualClock): Worker =>
  new Worker({
    functions: [add],
    transport: new MemoryTransport({ broker: arq.broker }),
    resultStore: arq.store,
    logger: arq.logger,
    clock,
  })

describe('a result store that is away when a worker starts', () => {
  it.each([
    ['en', 'The result store is away: ', 'The result store is back; '],
    ['zh-CN', '结果存储不可用：', '结果存储已恢复；'],
  ] as const)('is told of before a job comes, and once: %s', async (language, away, back) => {
    const clock = new ManualClock()
    const said: string[] = []
    const logger: Logger = {
      ...{ ...silentLogger, language, child: () => logger },
      warn: (line) => void said.push(line),
      info: (line) => void (line.startsWith(back) && said.push(line)),
    }
    const arq = await setup({ functions: [add], logger }, { clock })
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1m')
    expect(said).toEqual([expect.stringContaining(away)])
    await arq.enqueue(add, [1, 1])
    await clock.advance('1s')
    expect(arq.worker.counts.completed).toBe(1)
    arq.store.recover()
    await clock.advance('1m')
    expect(said).toEqual([expect.stringContaining(away), expect.stringContaining(back)])
    await arq.close()
  })

  it('is told of as one that refuses when it does', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    arq.store.fail(foreignData())
    void arq.worker.run()
    await clock.advance('1m')
    expect(arq.log.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: expect.stringContaining('a list in place of the record') },
    ])
    await arq.close()
  })

  it('does not hold up a stop when it answers nothing', async () => {
    const arq = await setup({ functions: [add] }, {})
    arq.store.healthCheck = () => new Promise(() => undefined)
    const running = arq.worker.run()
    await arq.worker.stop()
    await running
    await arq.close()
  })
})

describe('while the result store is away', () => {
  it('jobs go on, it is said once, and their results wait at the broker until it is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const ids = [await arq.enqueue(add, [1, 1]), await arq.enqueue(add, [2, 2])]
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    expect(arq.worker.counts.completed).toBe(2)
    expect(await unacknowledged(arq)).toBe(0)
    expect(await parked(arq)).toBe(2)
    expect(arq.log.filter(({ level }) => level === 'warn')).toHaveLength(1)
    arq.store.recover()
    await clock.advance('10s')
    const records = await arq.store.getMany(ids)
    expect(ids.map((id) => records.get(id)?.result)).toEqual([2, 4])
    expect(await parked(arq)).toBe(0)
    const back = arq.log.filter(({ message }) => message.includes('store is back;'))
    expect(back).toEqual([{ level: 'info', message: expect.stringContaining('at the broker: 2') }])
    await arq.close()
  })

  it('a worker that ends takes no result along: the next one writes it', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    arq.store.fail()
    const running = arq.worker.run()
    await clock.advance('1s')
    await arq.worker.stop()
    await running
    expect(arq.worker.counts.completed).toBe(1)
    expect(await parked(arq)).toBe(1)
    arq.store.recover()
    const worker = nextWorker(arq, clock)
    void worker.run()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 2 })
    expect(await parked(arq)).toBe(0)
    await worker.stop()
    await arq.close()
  })

  it('a worker that is stopped while it writes them ends when that is done', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    const gate = latch()
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = (change) => gate.opened.then(() => transition(change))
    arq.store.recover()
    await clock.advance('10s')
    const stopped = arq.worker.stop()
    await clock.advance(0)
    gate.open()
    // The clock stands still: nothing is left that would wait for it.
    await stopped
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('a worker whose store is away does not keep results from one whose store is there', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1m')
    expect(await parked(arq)).toBe(1)
    // The first worker never hears that the store is back.
    arq.store.healthCheck = () => Promise.resolve({ isHealthy: false })
    arq.store.recover()
    const worker = nextWorker(arq, clock)
    void worker.run()
    await clock.advance('1s')
    expect((await arq.store.get(id))?.result).toBe(2)
    await worker.stop()
    await arq.close()
  })

  it('a result that the broker takes only when the store is back is written at once', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    const gate = latch()
    delayParking(arq, gate.opened)
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    arq.store.recover()
    await clock.advance('10s')
    expect(await arq.store.getStatus(id)).toBe('queued')
    gate.open()
    await clock.advance('500ms')
    expect((await arq.store.get(id))?.result).toBe(2)
    expect(await parked(arq)).toBe(0)
    await arq.close()
  })

  it('so is one that the broker takes while the last look for such results is under way', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    const [gate, last] = [latch(), latch()]
    delayParking(arq, gate.opened)
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    let looks = 0
    const queueInfo = arq.transport.queueInfo.bind(arq.transport)
    arq.transport.queueInfo = async (name) => {
      const info = await queueInfo(name)
      looks += name === PARKED ? 1 : 0
      // The first one finds out that the store is back, the second one is the last.
      if (name === PARKED && looks === 2) await last.opened
      return info
    }
    arq.store.recover()
    await clock.advance('10s')
    expect(looks).toBe(2)
    gate.open()
    await clock.advance(0)
    expect(await parked(arq)).toBe(1)
    last.open()
    await clock.advance('500ms')
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('and one that the broker does not count yet when it is looked for is found a moment later', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    const gate = latch()
    delayParking(arq, gate.opened)
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    arq.store.recover()
    await clock.advance('10s')
    const queueInfo = arq.transport.queueInfo.bind(arq.transport)
    let looks = 0
    arq.transport.queueInfo = async (name) => {
      const info = await queueInfo(name)
      looks += 1
      return looks === 1 && info ? { ...info, ready: 0 } : info
    }
    gate.open()
    await clock.advance(0)
    expect(looks).toBe(1)
    await clock.advance('3s')
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('what others have left is looked for soon after an outage, however long there was nothing', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    await clock.advance('30m')
    const record = await arq.store.get(id)
    arq.store.fail()
    const later = await arq.enqueue(add, [2, 2])
    await clock.advance('1s')
    arq.store.recover()
    await clock.advance('10s')
    expect((await arq.store.get(later))?.result).toBe(4)
    await arq.store.delete(id)
    const body = Buffer.from(encodeJobRecord(record!))
    await arq.publish({ queueName: PARKED, kind: 'system', body })
    await clock.advance('1m')
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('the end of a job that keeps no result removes its record when the store is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add], keepResult: 0 }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    expect(await arq.store.getStatus(id)).toBe('queued')
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    expect(await unacknowledged(arq)).toBe(0)
    arq.store.recover()
    await clock.advance('10s')
    expect(await arq.store.get(id)).toBeUndefined()
    expect(await parked(arq)).toBe(0)
    await arq.close()
  })

  it('results whose time is over while they wait are dropped', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add], keepResult: '10m' }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1s')
    expect(await parked(arq)).toBe(1)
    await clock.advance('11m')
    arq.store.recover()
    await clock.advance('1m')
    expect(await parked(arq)).toBe(0)
    expect((await arq.store.get(id))?.status).toBe('queued')
    await arq.close()
  })

  it('and the broker is away, too, a job stays unacknowledged and is run again', async () => {
    const clock = new ManualClock()
    let runs = 0
    const job = task('job', async () => {
      runs += 1
      arq.broker.disconnect(arq.transport, { downFor: '10s' })
      return runs
    })
    const arq = await setup({ functions: [job] }, { clock })
    const id = await arq.enqueue(job)
    arq.store.fail()
    const disconnect = arq.broker.disconnect.bind(arq.broker)
    let cuts = 0
    arq.broker.disconnect = (...cut) => {
      cuts += 1
      if (cuts === 1) disconnect(...cut)
    }
    void arq.worker.run()
    await clock.advance('20s')
    expect(runs).toBe(2)
    expect(await unacknowledged(arq)).toBe(0)
    expect(await parked(arq)).toBe(1)
    arq.store.recover()
    await clock.advance('10s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 2 })
    await arq.close()
  })

  it('a result that fits into no message holds its job until the store is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    const id = await arq.enqueue(add, [1, 1])
    refuseParking(arq)
    arq.store.fail()
    void arq.worker.run()
    await clock.advance('1m')
    expect(await unacknowledged(arq)).toBe(1)
    expect(arq.log.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', message: expect.stringContaining('stays unacknowledged') },
    ])
    arq.store.recover()
    await clock.advance('1m')
    expect(await unacknowledged(arq)).toBe(0)
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('no job starts where the settings want the store for it, and a stop does not wait for that', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock, onFailure: 'refuse' })
    void arq.worker.run()
    const first = await arq.enqueue(add, [1, 1])
    await clock.advance('1s')
    const second = await arq.enqueue(add, [2, 2], { deferBy: 5 })
    arq.store.fail()
    await clock.advance('10s')
    expect(arq.worker.counts.completed).toBe(1)
    expect(await unacknowledged(arq)).toBe(1)
    const stopped = arq.worker.stop()
    await clock.advance(0)
    await stopped
    expect((await arq.client.queueInfo('default'))?.ready).toBe(1)
    arq.store.recover()
    const worker = nextWorker(arq, clock)
    void worker.run()
    await clock.advance('1s')
    const records = await arq.store.getMany([first, second])
    expect([...records.values()].map(({ result }) => result)).toEqual([2, 4])
    await worker.stop()
    await arq.close()
  })

  it('jobs that wait for it start when it is back', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock, onFailure: 'refuse' })
    const id = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    arq.store.begin = () => Promise.reject(storeDown())
    arq.store.fail()
    await clock.advance('1m')
    expect(arq.worker.counts.completed).toBe(0)
    Reflect.deleteProperty(arq.store, 'begin')
    arq.store.recover()
    await clock.advance('10s')
    expect((await arq.store.get(id))?.result).toBe(2)
    await arq.close()
  })

  it('jobs that run end where the settings want the store: their results wait at the broker', async () => {
    const clock = new ManualClock()
    const gate = latch()
    const slow = task('slow', async () => gate.opened.then(() => 'end'))
    const arq = await setup({ functions: [slow] }, { clock, onFailure: 'refuse' })
    void arq.worker.run()
    const id = await arq.enqueue(slow)
    await clock.advance('1s')
    arq.store.fail()
    gate.open()
    await clock.advance('1s')
    expect(await unacknowledged(arq)).toBe(0)
    expect(await parked(arq)).toBe(1)
    arq.store.recover()
    await clock.advance('10s')
    expect((await arq.store.get(id))?.result).toBe('end')
    await arq.close()
  })

  it('a retry that begins meanwhile is recorded as ended when the store is back', async () => {
    const clock = new ManualClock()
    const twice = task('twice', async (ctx) => {
      if (ctx.jobTry === 1) throw new Retry({ defer: '2s' })
      return 'second try'
    })
    const arq = await setup({ functions: [twice] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(twice)
    await clock.advance('1s')
    expect(await arq.store.getStatus(id)).toBe('retrying')
    arq.store.fail()
    await clock.advance('2s')
    expect(arq.worker.counts.completed).toBe(1)
    arq.store.recover()
    await clock.advance('2m')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'second try' })
    await arq.close()
  })

  it('a second delivery that begins meanwhile is recorded as ended when the store is back', async () => {
    const clock = new ManualClock()
    const gate = latch()
    let runs = 0
    const job = task('job', async () => {
      runs += 1
      if (runs === 1) await gate.opened
      return `run ${String(runs)}`
    })
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('1s')
    expect(await arq.store.getStatus(id)).toBe('in_progress')
    arq.store.fail()
    arq.broker.disconnect(arq.transport)
    await clock.advance('5s')
    expect(runs).toBe(2)
    arq.store.recover()
    await clock.advance('2m')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'run 2' })
    gate.open()
    await arq.close()
  })

  it.each(['degrade', 'refuse'] as const)(
    'a store that comes back empty gets the end of what ran meanwhile: %s',
    async (onFailure) => {
      const clock = new ManualClock()
      const gate = latch()
      const slow = task('slow', async () => {
        await gate.opened
        return 'end'
      })
      const arq = await setup({ functions: [slow] }, { clock, onFailure })
      void arq.worker.run()
      const id = await arq.enqueue(slow)
      await clock.advance('1s')
      await arq.store.delete(id)
      gate.open()
      await clock.advance('1s')
      expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'end' })
      await arq.close()
    },
  )
})

describe('a result store that refuses a record for good', () => {
  /** Refuses the end of one job; counts how often it was asked. */
  const refuseEndOf = (arq: Bundle, jobId: () => string) => {
    const asked = { count: 0 }
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = (change) => {
      if (change.record.jobId !== jobId() || change.record.status !== 'completed') {
        return transition(change)
      }
      asked.count += 1
      return Promise.reject(foreignData())
    }
    return {
      asked,
      mend: () => {
        arq.store.transition = transition
      },
    }
  }

  it('holds up nothing: the record waits at the broker, is tried now and then, and it is said once', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    let poison = ''
    const { asked, mend } = refuseEndOf(arq, () => poison)
    poison = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    await clock.advance('1s')
    expect(arq.worker.counts.completed).toBe(1)
    expect(await unacknowledged(arq)).toBe(0)
    expect(await parked(arq)).toBe(1)
    await clock.advance('59m')
    expect(asked.count).toBeLessThan(20)
    expect(arq.log.filter(({ level }) => level === 'error')).toHaveLength(1)
    mend()
    await clock.advance('16m')
    expect((await arq.store.get(poison))?.result).toBe(2)
    expect(await parked(arq)).toBe(0)
    await arq.close()
  })

  it('keeps no other result waiting behind it', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    let poison = ''
    refuseEndOf(arq, () => poison)
    poison = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    await clock.advance('1s')
    arq.store.fail()
    const others = await Promise.all(Array.from({ length: 250 }, () => arq.enqueue(add, [2, 2])))
    await clock.advance('1s')
    expect(await parked(arq)).toBe(251)
    arq.store.recover()
    await clock.advance('10s')
    const records = await arq.store.getMany(others)
    expect(others.filter((id) => records.get(id)?.result !== 4)).toEqual([])
    expect(await parked(arq)).toBe(1)
    await arq.close()
  })

  it('ends with the lifetime of the record', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add], keepResult: '2h' }, { clock })
    let poison = ''
    refuseEndOf(arq, () => poison)
    poison = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    await clock.advance('1h')
    expect(await parked(arq)).toBe(1)
    await clock.advance('2h')
    expect(await parked(arq)).toBe(0)
    await arq.close()
  })

  it('and that is too large for a message leaves its end without the result', async () => {
    const clock = new ManualClock()
    const big = task('big', async () => 'x'.repeat(1000))
    const arq = await setup({ functions: [big] }, { clock })
    let poison = ''
    const { mend } = refuseEndOf(arq, () => poison)
    refuseParking(arq, 1000)
    poison = await arq.enqueue(big)
    void arq.worker.run()
    await clock.advance('1s')
    expect(await unacknowledged(arq)).toBe(0)
    mend()
    await clock.advance('16m')
    expect(await arq.store.get(poison)).toMatchObject({
      status: 'completed',
      errorCode: 'ARQ_RESULT_TOO_LARGE',
    })
    await arq.close()
  })

  it('and that the broker will not have either is lost, and the log says whose result it was', async () => {
    const clock = new ManualClock()
    const arq = await setup({ functions: [add] }, { clock })
    let poison = ''
    refuseEndOf(arq, () => poison)
    refuseParking(arq)
    poison = await arq.enqueue(add, [1, 1])
    void arq.worker.run()
    await clock.advance('1s')
    expect(await unacknowledged(arq)).toBe(0)
    expect(arq.log.filter(({ message }) => message.includes(`${poison} is lost`))).toHaveLength(1)
    await arq.close()
  })
})

/** The worker's transport carries no message of a result that has more bytes. */
function refuseParking(arq: Bundle, maxBytes = 0): void {
  const publish = arq.transport.publish.bind(arq.transport)
  arq.transport.publish = (message) =>
    message.kind === 'system' && message.body.byteLength > maxBytes
      ? Promise.reject(tooLarge())
      : publish(message)
}

/** The broker takes results that are parked only then. */
function delayParking(arq: Bundle, until: Promise<void>): void {
  const publish = arq.transport.publish.bind(arq.transport)
  arq.transport.publish = async (message) => {
    if (message.kind === 'system') await until
    return publish(message)
  }
}
