import { type Delivery, Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

/** A bundle with a task that fails until `heal` is called, and the hand that moves letters home as they are. */
async function setupFailing(settings: Omit<TestSettings, 'functions'> = {}) {
  const clock = new ManualClock()
  const tries: number[] = []
  let failsAs: Error | undefined = new Error('the printer is on fire')
  const print = task('print', async (ctx) => {
    tries.push(ctx.jobTry)
    if (failsAs) throw failsAs
    return `printed by try ${String(ctx.jobTry)}`
  })
  const arq = await setup({ functions: [print], ...settings }, { clock })
  void arq.worker.run()

  return {
    ...arq,
    clock,
    tries,
    print,
    heal: (error?: Error) => (failsAs = error),
    async letter(): Promise<Delivery> {
      await clock.advance(0)
      const [letter] = await arq.take('default.dlq')
      return letter!
    },
    /** What a shovel or the management page does: publishes the message to the queue, nothing changed. */
    async moveHome(letter: Delivery): Promise<void> {
      const { body, headers, contentType, contentEncoding, priority, correlationId } = letter
      await arq.publish({
        body,
        headers,
        messageId: letter.messageId ?? 'none',
        contentType,
        contentEncoding,
        priority,
        correlationId,
      })
      await clock.advance(0)
    },
  }
}

describe('a dead letter that is moved back to its queue as it is', () => {
  it('is run again, and its new end is the job’s', async () => {
    const arq = await setupFailing()
    const id = await arq.enqueue(arq.print)
    const letter = await arq.letter()
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed' })
    arq.heal()
    await arq.moveHome(letter)
    expect(arq.tries).toEqual([1, 1])
    expect(await arq.store.get(id)).toMatchObject({
      status: 'completed',
      result: 'printed by try 1',
      retryCount: 0,
      duplicateDeliveries: undefined,
    })
    expect((await arq.client.queueInfo('default'))?.ready).toBe(0)
    const said = arq.log.filter(({ message }) => message.includes('came back to its queue'))
    expect(said).toEqual([
      { level: 'info', message: expect.stringContaining('the printer is on fire') },
    ])
    await arq.close()
  })

  it('has all its tries again, though the letter was of the last one', async () => {
    const arq = await setupFailing({ maxRetries: 1 })
    arq.heal(new Retry({ defer: 0 }))
    const id = await arq.enqueue(arq.print)
    const letter = await arq.letter()
    expect(JSON.parse(Buffer.from(letter.body).toString())).toMatchObject({ job_try: 2 })
    await arq.moveHome(letter)
    const second = await arq.letter()
    expect(arq.tries).toEqual([1, 2, 1, 2])
    expect(second.headers).toMatchObject({ 'x-arq-redrives': 1, 'x-retry-count': 1 })
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed', retryCount: 1 })
    await arq.close()
  })

  it('lives anew, though it has expired since', async () => {
    const arq = await setupFailing()
    const id = await arq.enqueue(arq.print, [], { expires: '1h' })
    const letter = await arq.letter()
    arq.heal()
    await arq.clock.advance('3h')
    await arq.moveHome(letter)
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    await arq.close()
  })

  it('lives as long as at first each time, however long it lay among the dead letters', async () => {
    const arq = await setupFailing({ maxRetries: 1 })
    const id = await arq.enqueue(arq.print, [], { expires: '1h' })
    arq.heal(new Retry({ defer: 0 }))
    for (let life = 1; life <= 2; life += 1) {
      const letter = await arq.letter()
      await arq.clock.advance('3h')
      await arq.moveHome(letter)
    }
    const letter = await arq.letter()
    const { expires } = JSON.parse(Buffer.from(letter.body).toString()) as { expires: string }
    expect(Date.parse(expires) - arq.clock.now()).toBe(3_600_000)
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed' })
    await arq.close()
  })

  it('comes as often as it fails: each letter is run once more', async () => {
    const arq = await setupFailing()
    const id = await arq.enqueue(arq.print)
    for (const redrives of [1, 2, 3]) {
      await arq.moveHome(await arq.letter())
      expect(arq.tries).toHaveLength(redrives + 1)
    }
    const last = await arq.letter()
    expect(last.headers).toMatchObject({ 'x-arq-redrives': 3, 'x-job-id': id })
    expect(await arq.store.get(id)).toMatchObject({ status: 'failed' })
    await arq.close()
  })

  it('is run once when two copies of it come home; the second is not dropped in silence', async () => {
    const arq = await setupFailing()
    const id = await arq.enqueue(arq.print)
    const letter = await arq.letter()
    arq.heal()
    await arq.moveHome(letter)
    await arq.moveHome(letter)
    expect(arq.tries).toEqual([1, 1])
    expect(arq.worker.counts).toMatchObject({ completed: 1, duplicateDeliveries: 1 })
    expect(arq.log).toContainEqual({
      level: 'warn',
      message: expect.stringContaining('this dead letter came back before'),
    })
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed' })
    await arq.close()
  })

  it('is run whatever its record says', async () => {
    const arq = await setupFailing()
    for (const status of ['queued', 'in_progress', 'retrying', 'aborted', 'completed'] as const) {
      arq.heal(new Error('again'))
      const id = await arq.enqueue(arq.print)
      const letter = await arq.letter()
      const record = (await arq.store.get(id))!
      await arq.store.delete(id)
      await arq.store.create({ ...record, status }, { ttlMs: 60_000 })
      arq.heal()
      await arq.moveHome(letter)
      expect(await arq.store.get(id)).toMatchObject({
        status: 'completed',
        result: 'printed by try 1',
      })
    }
    await arq.close()
  })

  it('is run by a worker without a store, too', async () => {
    const arq = await setupFailing({ enableJobResultStorage: false })
    await arq.enqueue(arq.print)
    const letter = await arq.letter()
    arq.heal()
    await arq.moveHome(letter)
    expect(arq.tries).toEqual([1, 1])
    expect(arq.worker.counts).toMatchObject({ failed: 1, completed: 1 })
    await arq.close()
  })

  it('goes on as a usual job: its retry is no letter any more', async () => {
    const arq = await setupFailing()
    await arq.enqueue(arq.print)
    const letter = await arq.letter()
    const sent: Readonly<Record<string, unknown>>[] = []
    const publish = arq.transport.publish.bind(arq.transport)
    arq.transport.publish = (message) => {
      sent.push(message.headers)
      return publish(message)
    }
    arq.heal(new Retry({ defer: '1m' }))
    await arq.moveHome(letter)
    const due = arq.clock.now() + 60_000
    expect(sent).toEqual([
      {
        ...{ 'x-retry-count': 1, 'x-arq-redrives': 1, 'x-arq-due': due },
        'x-arq-lifetime': 24 * 3_600_000,
      },
    ])
    arq.heal()
    await arq.clock.advance('1m')
    expect(arq.tries).toEqual([1, 1, 2])
    await arq.close()
  })

  it('that is not a job is parked again, and said', async () => {
    const arq = await setupFailing()
    await arq.publishText('{not json')
    await arq.moveHome(await arq.letter())
    const again = await arq.letter()
    expect(Buffer.from(again.body).toString()).toBe('{not json')
    expect(arq.worker.counts.unreadable).toBe(2)
    expect(arq.log.filter(({ level }) => level === 'error')).toHaveLength(2)
    await arq.close()
  })
})
