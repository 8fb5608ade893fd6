import { task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup } from './setup.js'

describe('the first attempt', () => {
  it('that lasts is in progress for everybody to see, and a late note never hides its end', async () => {
    const clock = new ManualClock()
    const gate = latch()
    const long = task('long', async () => {
      await gate.opened
      return 'end'
    })
    const arq = await setup({ functions: [long] }, { clock })
    // The note of the long run is on its way for so long that the end overtakes it.
    const notes: (() => void)[] = []
    const transition = arq.store.transition.bind(arq.store)
    arq.store.transition = async (change) => {
      if (change.record.status !== 'in_progress') return transition(change)
      const first = await transition(change)
      await new Promise<void>((resolve) => notes.push(resolve))
      await transition(change)
      return first
    }
    void arq.worker.run()
    const id = await arq.enqueue(long)
    await clock.advance('20ms')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'in_progress',
      workerId: arq.worker.workerId,
    })
    gate.open()
    await clock.advance(0)
    for (const arrive of notes) arrive()
    await clock.advance(0)
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'end' })
    expect(notes).toHaveLength(1)
    await arq.close()
  })

  it('that lost its delivery in the middle ends without a word: the record is the next one’s', async () => {
    const clock = new ManualClock()
    const gates = [latch(), latch()]
    let runs = 0
    const job = task('job', async () => {
      runs += 1
      const mine = runs
      await gates[mine - 1]?.opened
      return `run ${String(mine)}`
    })
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('20ms')
    const first = await arq.store.get(id)
    arq.broker.disconnect(arq.transport)
    await clock.advance('20ms')
    expect(runs).toBe(2)
    const second = await arq.store.get(id)
    expect(second?.token).not.toBe(first?.token)
    gates[0]?.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'in_progress', token: second?.token })
    gates[1]?.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'completed',
      result: 'run 2',
      duplicateRuns: 1,
      duplicateDeliveries: undefined,
    })
    expect(arq.worker.counts).toMatchObject({ duplicateRuns: 1, duplicateDeliveries: 0 })
    const said = arq.log.filter(({ message }) => message.includes('runs once more'))
    expect(said).toEqual([
      { level: 'warn', message: expect.stringMatching(/^attempt 1 had begun before/) },
    ])
    await arq.close()
  })

  it('that loses its delivery after the second run has ended changes nothing either', async () => {
    const clock = new ManualClock()
    const gate = latch()
    let runs = 0
    const job = task('job', async () => {
      runs += 1
      if (runs > 1) return 'second'
      await gate.opened
      return 'first, late'
    })
    const arq = await setup({ functions: [job] }, { clock })
    void arq.worker.run()
    const id = await arq.enqueue(job)
    await clock.advance('20ms')
    arq.broker.disconnect(arq.transport)
    await clock.advance('1s')
    gate.open()
    await clock.advance('1s')
    expect(await arq.store.get(id)).toMatchObject({ status: 'completed', result: 'second' })
    await arq.close()
  })
})
