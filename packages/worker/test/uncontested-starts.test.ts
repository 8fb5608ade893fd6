import type { JobRecord, JobStart, JobTransition } from '@arq/core'
import { task } from '@arq/core'
import { toInstant, UNCONTESTED_HEADER } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

type Arq = Awaited<ReturnType<typeof setup>>

const open: Arq[] = []
afterEach(async () => {
  for (const arq of open.splice(0)) await arq.close()
})

/** A worker that has run `brief` twice: it knows that the task is brief, and which jobs were stopped. */
async function warm(
  settings: Omit<Partial<TestSettings>, 'functions'> = {},
  { canBegin = true } = {},
) {
  const clock = new ManualClock()
  const gates: (() => void)[] = []
  let run: () => Promise<string> = async () => 'done'
  const runs: string[] = []
  const brief = task('brief', async (ctx) => {
    runs.push(ctx.jobId)
    return run()
  })
  const arq = await setup({ functions: [brief], ...settings }, { clock })
  open.push(arq)
  const asked: JobStart[] = []
  const written: JobTransition[] = []
  const { store } = arq
  const [begin, transition] = [store.begin.bind(store), store.transition.bind(store)]
  const noted = async (start: JobStart) => {
    asked.push(start)
    return begin(start)
  }
  // As a store that has no such method.
  Reflect.set(store, 'begin', canBegin ? noted : undefined)
  store.transition = async (change) => {
    written.push(change)
    return transition(change)
  }
  const consume = arq.transport.consume.bind(arq.transport)
  let mayHaveRun = false
  arq.transport.consume = (queueName, options, onDelivery) =>
    consume(queueName, options, (delivery) => onDelivery(Object.assign(delivery, { mayHaveRun })))
  void arq.worker.run()
  for (let count = 0; count < 2; count += 1) {
    await arq.enqueue('brief')
    await clock.advance(0)
  }
  const forget = (): void => {
    for (const list of [asked, written, runs]) list.splice(0)
  }
  forget()
  const stop = async (jobId: string) => {
    const record = (await store.get(jobId))!
    const tombstone = { ...record, status: 'aborted', token: undefined } as const
    return transition({ record: tombstone, guard: 'waiting', ttlMs: 'forever' })
  }
  const behave = (as: typeof run): void => void (run = as)
  /** From now on messages come as from a broker that was started anew since it took them. */
  const restartBroker = (): void => void (mayHaveRun = true)
  /** Runs that begin from now on wait for their gates. */
  const gate = (): void =>
    behave(async () => {
      const { opened, open: openOne } = latch()
      const name = `run ${String(gates.push(openOne))}`
      await opened
      return name
    })
  const openGate = async (index: number): Promise<void> => {
    gates[index]?.()
    await clock.advance(0)
  }
  return {
    ...arq,
    clock,
    runs,
    asked,
    written,
    forget,
    stop,
    behave,
    gate,
    openGate,
    restartBroker,
  }
}

/** The one message of a job, as its client sent it. */
function messageOf({ jobId, functionName, enqueueTime, queueName }: JobRecord) {
  const wire = {
    ...{ job_id: jobId, function: functionName, args: [], kwargs: {} },
    ...{ job_try: 1, enqueue_time: enqueueTime, queue_name: queueName },
  }
  return { body: Buffer.from(JSON.stringify(wire)), headers: { [UNCONTESTED_HEADER]: 'true' } }
}

describe('the first delivery of a job that nobody else can know of', () => {
  it('begins without asking the store, and is written once, at its end', async () => {
    const arq = await warm()
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.asked).toEqual([])
    expect(arq.written.map(({ guard, record }) => [guard, record.status])).toEqual([
      ['uncontested', 'completed'],
    ])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'done' })
  })

  it('does so with a store that can only be sent whole records, too', async () => {
    const arq = await warm({}, { canBegin: false })
    await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.written.map(({ guard, record }) => [guard, record.status])).toEqual([
      ['uncontested', 'completed'],
    ])
    arq.forget()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('20ms')
    expect(await arq.store.get(id)).toMatchObject({ status: 'in_progress' })
    await arq.openGate(0)
    expect(arq.written.map(({ guard }) => guard)).toEqual(['uncontested', 'end'])
    // It is known as long now: its next run is asked for, and written whole at its start alone.
    arq.forget()
    await arq.enqueue('brief')
    await arq.clock.advance('20ms')
    await arq.openGate(1)
    expect(arq.written.map(({ guard }) => guard)).toEqual(['start', 'end'])
  })

  it('is in progress for everybody to see when its run lasts, and its end is no second one', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('20ms')
    expect(arq.asked).toEqual([])
    expect(await arq.store.get(id)).toMatchObject({
      status: 'in_progress',
      workerId: arq.worker.workerId,
    })
    await arq.openGate(0)
    expect(arq.written.map(({ guard }) => guard)).toEqual(['uncontested', 'end'])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'run 1' })
  })

  it('makes the store forget the queued record when nothing is to be kept', async () => {
    const arq = await warm({ jobResultTtl: 0 })
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.asked).toEqual([])
    expect(arq.runs).toEqual([id])
    expect(await arq.store.get(id)).toBeUndefined()
  })

  it.each([
    ['a brief run', 'done'],
    ['a run that lasted', 'gate'],
    ['a retry', 'retry'],
  ])(
    'leaves no queued record behind that comes after the end of %s, when nothing is to be kept',
    async (_words, how) => {
      const arq = await warm({ jobResultTtl: 0 })
      const announce = arq.store.announce.bind(arq.store)
      const { opened, open: letThrough } = latch()
      arq.store.announce = async (jobs) => {
        await opened
        return announce(jobs)
      }
      if (how === 'gate') arq.gate()
      if (how === 'retry') {
        arq.behave(async () => {
          throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
        })
      }
      const enqueuing = arq.enqueue('brief')
      await arq.clock.advance('20ms')
      if (how === 'gate') await arq.openGate(0)
      if (how === 'retry') {
        arq.behave(async () => 'at last')
        await arq.clock.advance('10s')
      }
      letThrough()
      const id = await enqueuing
      expect(arq.runs).toEqual(how === 'retry' ? [id, id] : [id])
      expect(await arq.store.get(id)).toBeUndefined()
      expect(await arq.store.listWaiting('default', { limit: 10 })).toEqual([])
    },
  )

  it('retries as any other: its next try asks', async () => {
    const arq = await warm()
    arq.behave(async () => {
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    })
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.written.map(({ guard, record }) => [guard, record.status])).toEqual([
      ['uncontested', 'retrying'],
    ])
    arq.behave(async () => 'at last')
    await arq.clock.advance('10s')
    expect(arq.written.at(-1)).toMatchObject({ guard: 'end', record: { retryCount: 1 } })
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'at last' })
  })

  it('is written by whoever finds it parked, when the store was away at its end', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    arq.store.fail()
    await arq.openGate(0)
    arq.store.recover()
    await arq.clock.advance('5s')
    expect(arq.written.at(-1)).toMatchObject({ guard: 'uncontested', record: { jobId: id } })
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'run 1' })
  })
})

describe('a second delivery of a job that began without asking', () => {
  it('asks, and its end stays, when the first died in the middle', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('1ms')
    arq.broker.disconnect(arq.transport)
    await arq.clock.advance('1ms')
    expect(arq.written).toMatchObject([{ guard: 'start', record: { jobId: id } }])
    const second = await arq.store.get(id)
    expect(second).toMatchObject({ status: 'in_progress', token: arq.written[0]?.record.token })
    // The first one knows that it has lost its job.
    await arq.openGate(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'in_progress', token: second?.token })
    await arq.openGate(1)
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'run 2' })
  })

  it('is a duplicate run when both end: the first end stays, and the record says so', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('1ms')
    await arq.publish(messageOf((await arq.store.get(id))!))
    await arq.clock.advance('1ms')
    expect(arq.runs).toEqual([id, id])
    await arq.openGate(1)
    await arq.openGate(0)
    expect(await arq.store.get(id)).toMatchObject({
      status: 'completed',
      result: 'run 2',
      duplicateRuns: 1,
    })
  })

  it('does not run when the first has ended, and only its acknowledgement was lost', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = async (change) => {
      const outcome = await transition(change)
      if (change.guard === 'uncontested') arq.broker.disconnect(arq.transport)
      return outcome
    }
    await arq.openGate(0)
    await arq.clock.advance('1s')
    expect(arq.runs).toEqual([id])
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', duplicateDeliveries: 1 })
  })
})

describe('a job that was stopped while it waited', () => {
  it('is asked for, and does not run, when the worker has heard of it', async () => {
    const arq = await warm()
    const now = toInstant(arq.clock.now())
    const about = { jobId: 'stopped', functionName: 'brief', queueName: 'default', retryCount: 0 }
    const times = { enqueueTime: now, startTime: now, createdAt: now }
    const rest = { args: [], kwargs: {}, workerId: 'pending' }
    const tombstone: JobRecord = { ...about, ...times, ...rest, status: 'aborted' }
    await arq.store.create(tombstone, { ttlMs: 'forever' })
    // The next job renews what the worker knows, beside its run.
    await arq.clock.advance('300ms')
    await arq.enqueue('brief')
    await arq.clock.advance(0)
    await arq.publish(messageOf(tombstone))
    await arq.clock.advance(0)
    expect(arq.asked).toMatchObject([{ jobId: 'stopped' }])
    expect(arq.runs).not.toContain('stopped')
    expect(await arq.store.get('stopped')).toMatchObject(tombstone)
  })

  it('tells that it runs, when it had begun before the worker heard of it', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('1ms')
    expect(await arq.stop(id)).toBe('applied')
    await arq.clock.advance('20ms')
    expect(await arq.store.getStatus(id)).toBe('in_progress')
    await arq.openGate(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'run 1' })
  })

  it('says what it came to, when it was over before the worker heard of it', async () => {
    const arq = await warm()
    arq.gate()
    const id = await arq.enqueue('brief')
    await arq.clock.advance('1ms')
    await arq.stop(id)
    await arq.openGate(0)
    const record = await arq.store.get(id)
    expect(record).toMatchObject({ status: 'completed', result: 'run 1' })
    expect(record?.duplicateRuns).toBeUndefined()
  })
})

describe('the store is asked before the start', () => {
  it.each([
    ['of a job whose id the caller chose', { jobId: 'mine' }],
    ['of a job that was delayed', { deferBy: '50ms' }],
    ['of a later try', { jobTry: 2 }],
  ] as const)('%s', async (_what, how) => {
    const arq = await warm()
    const id = await arq.enqueue('brief', [], how)
    await arq.clock.advance('100ms')
    const starts = arq.written.filter(({ guard }) => guard === 'start').map(({ record }) => record)
    expect([...arq.asked, ...starts]).toMatchObject([{ jobId: id }])
    expect(arq.written.at(-1)?.guard).toBe('end')
  })

  it('of a message that does not say that it is the only one of its job', async () => {
    const arq = await warm()
    await arq.publishText('{"job_id":"old","function":"brief","args":[],"kwargs":{}}')
    await arq.clock.advance(0)
    expect(arq.asked).toMatchObject([{ jobId: 'old' }])
  })

  it('when the broker may have forgotten that it handed the message out, so that no job runs twice', async () => {
    const arq = await warm()
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    arq.restartBroker()
    await arq.publish(messageOf((await arq.store.get(id))!))
    await arq.clock.advance(0)
    expect(arq.runs).toEqual([id])
  })

  it('of a dead letter that came home', async () => {
    const arq = await warm()
    const headers = { [UNCONTESTED_HEADER]: 'true', 'x-failed-at': '2026-01-01T00:00:00+00:00' }
    const body = Buffer.from('{"job_id":"letter","function":"brief","args":[],"kwargs":{}}')
    await arq.publish({ body, headers })
    await arq.clock.advance(0)
    expect(arq.asked).toMatchObject([{ jobId: 'letter' }])
  })

  it('when what the worker knows of stopped jobs is a second old', async () => {
    const arq = await warm()
    await arq.clock.advance('1s')
    const late = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.asked.map(({ jobId }) => jobId)).toEqual([late])
    await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.asked).toHaveLength(1)
  })

  it('when the store is known to be away', async () => {
    const arq = await warm()
    arq.store.fail()
    const [first, second] = await Promise.all([arq.enqueue('brief'), arq.enqueue('brief')])
    await arq.clock.advance(0)
    const third = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.runs).toEqual([first, second, third])
    arq.store.recover()
    arq.forget()
    await arq.clock.advance('5s')
    const guards = Object.fromEntries(
      arq.written.map(({ guard, record: { jobId } }) => [jobId, guard]),
    )
    expect(guards).toEqual({ [first]: 'uncontested', [second]: 'uncontested', [third]: 'end' })
  })

  it('when many jobs were stopped, more than a worker would want to hear', async () => {
    const arq = await warm()
    arq.store.stoppedJobs = () => Promise.resolve('many')
    await arq.clock.advance('2s')
    await arq.enqueue('brief')
    await arq.clock.advance(0)
    const id = await arq.enqueue('brief')
    await arq.clock.advance(0)
    expect(arq.asked.at(-1)).toMatchObject({ jobId: id })
  })

  it('of a task whose last run was long, for its next 100 runs', async () => {
    const arq = await warm()
    arq.gate()
    await arq.enqueue('brief')
    await arq.clock.advance('20ms')
    await arq.openGate(0)
    arq.forget()
    for (let run = 1; run <= 101; run += 1) {
      await arq.enqueue('brief')
      await arq.clock.advance(0)
      await arq.openGate(run)
    }
    expect(arq.asked).toHaveLength(100)
  })

  it('of a task whose first run has not ended', async () => {
    const clock = new ManualClock()
    const first = task('first', async () => 1)
    const arq = await setup({ functions: [first] }, { clock })
    open.push(arq)
    const asked: string[] = []
    const begin = arq.store.begin.bind(arq.store)
    arq.store.begin = async (start) => {
      asked.push(start.jobId)
      return begin(start)
    }
    void arq.worker.run()
    const id = await arq.enqueue(first)
    await clock.advance(0)
    expect(asked).toEqual([id])
  })
})

describe('a message that follows from another', () => {
  it('does not say that it is the only one of its job', async () => {
    const arq = await warm()
    const published: Readonly<Record<string, unknown>>[] = []
    const publish = arq.transport.publish.bind(arq.transport)
    arq.transport.publish = async (message) => {
      published.push(message.headers)
      return publish(message)
    }
    // No worker has its task: its message goes round.
    await arq.enqueue('nobody')
    await arq.clock.advance(0)
    expect(published).toHaveLength(1)
    expect(published[0]).not.toHaveProperty([UNCONTESTED_HEADER])
  })
})
