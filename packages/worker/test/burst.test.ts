import { Retry, task } from '@arq/core'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { OwnRetries } from '../src/settle/own-retries.js'
import { latch, setup, type TestSettings } from './setup.js'

const quick = task('quick', async () => 'done')
const failing = task('failing', () => {
  throw new Error('no such order')
})

/** A worker in burst mode whose time is moved by hand. */
async function setupBurst(settings: TestSettings) {
  const clock = new ManualClock()
  const arq = await setup({ burstMode: true, retryJitter: 0, ...settings }, { clock })
  let hasEnded = false
  const run = (): Promise<void> => arq.worker.run().finally(() => (hasEnded = true))
  return { ...arq, clock, run, hasEnded: () => hasEnded }
}

describe('a worker in burst mode', () => {
  it('runs what there is, and ends with the summary', async () => {
    const arq = await setupBurst({ functions: [quick] })
    for (let n = 0; n < 250; n += 1) await arq.enqueue(quick)
    const ended = arq.run()
    while (!arq.hasEnded()) await arq.clock.advance('1s')
    await ended
    expect(arq.worker.counts.completed).toBe(250)
    expect(arq.worker.exitCode).toBe(0)
    expect(arq.log.map(({ message }) => message)).toContain(
      'Queue is empty (burst mode) ◆ 250 jobs completed ◆ 0 failed ◆ 0 retried ◆ 0 ongoing',
    )
    expect(arq.log.at(-1)?.message).toContain('Stopped: 250 completed, 0 failed')
  })

  it('ends soon when there is nothing', async () => {
    const arq = await setupBurst({ functions: [quick], burstCheckInterval: '1s' })
    const ended = arq.run()
    await arq.clock.advance('1s')
    expect(arq.hasEnded()).toBe(false)
    await arq.clock.advance('2s')
    expect(arq.hasEnded()).toBe(true)
    await ended
  })

  it('says by its exit code that jobs failed, or were no jobs', async () => {
    const arq = await setupBurst({ functions: [failing, quick] })
    await arq.enqueue(failing)
    await arq.enqueue(quick)
    const ended = arq.run()
    await arq.clock.advance('10s')
    await ended
    expect(arq.worker.exitCode).toBe(1)
    const other = await setupBurst({ functions: [quick] })
    await other.publishText('not a job')
    const otherEnded = other.run()
    await other.clock.advance('10s')
    await otherEnded
    expect(other.worker.exitCode).toBe(1)
  })

  it('has exit code 0 outside of a burst, however many jobs have failed', async () => {
    const arq = await setup({ functions: [failing] })
    void arq.worker.run()
    await arq.ended(await arq.enqueue(failing))
    await arq.worker.stop()
    expect(arq.worker.counts.failed).toBe(1)
    expect(arq.worker.exitCode).toBe(0)
  })

  it('waits for what runs, however long', async () => {
    const finish = latch()
    const slow = task('slow', () => finish.opened)
    const arq = await setupBurst({ functions: [slow] })
    await arq.enqueue(slow)
    const ended = arq.run()
    await arq.clock.advance('60s')
    expect(arq.hasEnded()).toBe(false)
    finish.open()
    await arq.clock.advance('3s')
    await ended
    expect(arq.worker.counts).toMatchObject({ completed: 1, requeued: 0 })
  })

  it('waits for a retry of its own, and not for one that is due too late', async () => {
    let runs = 0
    const again = task('again', async () => {
      runs += 1
      if (runs < 3) throw new Retry({ defer: runs === 1 ? '30s' : '10m' })
    })
    const arq = await setupBurst({ functions: [again], burstTimeout: '5m' })
    await arq.enqueue(again)
    const ended = arq.run()
    await arq.clock.advance('29s')
    expect([runs, arq.hasEnded()]).toEqual([1, false])
    await arq.clock.advance('5s')
    await ended
    expect(runs).toBe(2)
    expect(arq.worker.counts).toMatchObject({ retried: 2, failed: 0 })
    expect(arq.worker.exitCode).toBe(0)
  })

  it('looks at the broker: what has not been handed out yet holds it', async () => {
    const arq = await setupBurst({ functions: [quick] })
    let ready = 1
    const queueInfo = arq.transport.queueInfo.bind(arq.transport)
    arq.transport.queueInfo = async (name) => {
      const info = await queueInfo(name)
      return info && { ...info, ready }
    }
    const ended = arq.run()
    await arq.clock.advance('20s')
    expect(arq.hasEnded()).toBe(false)
    ready = 0
    await arq.clock.advance('3s')
    await ended
  })

  it('waits neither for what runs nor for retries when told not to', async () => {
    const started = latch()
    const slow = task('slow', async (ctx) => {
      started.open()
      await new Promise((_, reject) => {
        ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))
      })
    })
    const again = task('again', () => {
      throw new Retry({ defer: '10s' })
    })
    const arq = await setupBurst({ functions: [slow, again], burstWaitForTasks: false })
    await arq.enqueue(slow)
    await arq.enqueue(again)
    const ended = arq.run()
    await started.opened
    await arq.clock.advance('4s')
    await ended
    expect(arq.worker.counts).toMatchObject({ completed: 0, requeued: 1, interrupted: 1 })
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 1 })
  })

  it('is not held by jobs that others have deferred', async () => {
    const arq = await setupBurst({ functions: [quick] })
    await arq.enqueue(quick, [], { deferBy: '10s' })
    await arq.enqueue(quick)
    const ended = arq.run()
    await arq.clock.advance('4s')
    await ended
    expect(arq.worker.counts.completed).toBe(1)
  })

  it('stops at its time, and hands back what has not been started', async () => {
    const arq = await setupBurst({
      functions: [task('minute', (ctx) => pauseOf(ctx.signal))],
      maxConcurrentJobs: 1,
      burstTimeout: '90s',
      gracefulShutdownTimeout: '10s',
    })
    const pauseOf = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        arq.clock.setTimer(60_000, resolve)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    for (let n = 0; n < 5; n += 1) await arq.enqueue('minute')
    const ended = arq.run()
    await arq.clock.advance('99s')
    expect(arq.hasEnded()).toBe(false)
    await arq.clock.advance('2s')
    await ended
    expect(arq.worker.counts).toMatchObject({ completed: 1, interrupted: 1, failed: 0 })
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 4 })
    expect(arq.log.map(({ message }) => message).join('\n')).toContain(
      'Reached burstTimeout of 90 s (burst mode) ◆ 1 jobs completed ◆ 0 failed ◆ 0 retried ◆ 1 ongoing',
    )
  })

  it('goes on while the queue is empty when told to', async () => {
    const arq = await setupBurst({
      functions: [quick],
      burstExitOnEmpty: false,
      burstTimeout: '30s',
    })
    const ended = arq.run()
    await arq.clock.advance('20s')
    expect(arq.hasEnded()).toBe(false)
    await arq.enqueue(quick)
    await arq.clock.advance('10s')
    await ended
    expect(arq.worker.counts.completed).toBe(1)
  })

  it('starts no more than maxBurstJobs runs, and waits for them', async () => {
    const finish = latch()
    let running = 0
    const slow = task('slow', async () => {
      running += 1
      await finish.opened
    })
    const arq = await setupBurst({ functions: [slow], maxConcurrentJobs: 2, maxBurstJobs: 3 })
    for (let n = 0; n < 10; n += 1) await arq.enqueue(slow)
    const ended = arq.run()
    await arq.clock.advance('10s')
    expect([running, arq.hasEnded()]).toEqual([2, false])
    finish.open()
    await arq.clock.advance('3s')
    await ended
    expect(running).toBe(3)
    expect(arq.worker.counts.completed).toBe(3)
    expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 7 })
  })

  it('obeys a stop, as ever', async () => {
    const arq = await setupBurst({ functions: [quick], burstExitOnEmpty: false })
    const ended = arq.run()
    await arq.clock.advance('1s')
    await arq.worker.stop()
    await ended
    expect(arq.hasEnded()).toBe(true)
  })
})

describe('a retry of its own', () => {
  it('is waited for until it has come, or another worker must have it', async () => {
    const clock = new ManualClock()
    const retries = new OwnRetries(clock)
    retries.sent('taken', 10_000)
    retries.sent('came', 20_000)
    expect([retries.areDueBy(9000), retries.areDueBy(10_000)]).toEqual([false, true])
    retries.came('came')
    await clock.advance('15s')
    expect(retries.areDueBy(60_000)).toBe(true)
    await clock.advance('1ms')
    expect(retries.areDueBy(60_000)).toBe(false)
  })
})
