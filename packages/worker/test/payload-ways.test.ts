import { randomBytes } from 'node:crypto'

import { encryption, flow, task } from '@arq/core'
import { describe, expect, it, jest } from '@jest/globals'

import { DAY_MS, LARGE, measure, setupLarge } from './stored-setup.js'

describe('large arguments on every way that a job can take', () => {
  it('keep the order of a key, though the first is slow to put', async () => {
    const seen: string[] = []
    const inOrder = task({
      name: 'inOrder',
      run: async (_ctx, _key: string, number: string, _text: string) => void seen.push(number),
      concurrency: { key: (key) => key, limit: 1, strictOrder: true },
    })
    const arq = await setupLarge({ functions: [inOrder] })
    const put = arq.payloads.put.bind(arq.payloads)
    let release: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (release = resolve))
    jest.spyOn(arq.payloads, 'put').mockImplementationOnce(async (...args) => {
      await slow
      return put(...args)
    })
    const calls = ['1', '2', '3', '4'].map((number) =>
      arq.client.enqueueJob(inOrder, ['a', number, number === '2' ? 'small' : LARGE]),
    )
    void arq.worker.run()
    await arq.clock.advance('1s')
    expect(seen).toEqual([])
    release()
    await Promise.all(calls)
    await arq.clock.advance('1m')
    expect(seen).toEqual(['1', '2', '3', '4'])
    expect(arq.outside()).not.toContain('large-4711')
  })

  it.each([false, true])(
    'are those of the latest call of a key, encrypted: %s; a dropped call puts nothing',
    async (isEncrypted) => {
      const cipher = encryption({ keys: { one: randomBytes(32) }, use: 'one' })
      const how = isEncrypted ? { encryption: cipher } : {}
      const arq = await setupLarge({ functions: [measure], ...how }, { own: how })
      const put = jest.spyOn(arq.payloads, 'put')
      const call = (text: string, mode: 'replace' | 'drop') =>
        arq.client.enqueueJob(measure, [text], { unique: { key: 'a', mode, window: '10s' } })
      const first = await call(LARGE, 'replace')
      await call(`${LARGE}!!`, 'replace')
      const puts = put.mock.calls.length
      await call(`${LARGE}!!!!`, 'drop')
      expect(put.mock.calls.length).toBe(puts)
      void arq.worker.run()
      await arq.clock.advance('1m')
      expect(await first.result()).toBe(LARGE.length + 2)
      expect(arq.worker.counts).toMatchObject({ completed: 1, failed: 0 })
    },
  )

  it('come to the parent of a flow, with the large results of its children', async () => {
    const child = task('child', async (_ctx, text: string) => text)
    const parent = task('parent', async (ctx, text: string) => {
      let length = text.length
      for await (const { result } of ctx.children()) length += String(result).length
      return length
    })
    const arq = await setupLarge({ functions: [child, parent] })
    const children = [flow(child, [LARGE]), flow(child, [LARGE])]
    const job = await arq.client.enqueueFlow(flow(parent, [LARGE], { children }))
    void arq.worker.run()
    await arq.clock.advance('1m')
    expect(await job.result()).toBe(3 * LARGE.length)
    expect(arq.outside()).not.toContain('large-4711')
  })

  it('of a parent are kept as long as it may wait for its children', async () => {
    const arq = await setupLarge()
    const children = [flow(measure, ['small'], { deferBy: '20d' })]
    const job = await arq.client.enqueueFlow(flow(measure, [LARGE], { children }))
    await arq.clock.advance(20 * DAY_MS)
    expect((await job.info()).args).toEqual([LARGE])
  })

  it('are there when a job wakes that has slept longer than they were kept for', async () => {
    const sleepy = task('sleepy', async (ctx, text: string) => {
      await ctx.sleep('6h')
      return text.length
    })
    const arq = await setupLarge({ functions: [sleepy] }, { keepFor: '1h' })
    void arq.worker.run()
    const job = await arq.client.enqueueJob(sleepy, [LARGE], { expires: '1h' })
    await arq.clock.advance('7h')
    expect(await job.result()).toBe(LARGE.length)
  })

  it('of a job that sleeps are put once more only when they would be gone', async () => {
    const sleepy = task('sleepy', async (ctx, text: string) => {
      await ctx.sleep('1h')
      return text.length
    })
    const arq = await setupLarge({ functions: [sleepy] })
    const put = jest.spyOn(arq.payloads, 'put')
    void arq.worker.run()
    const job = await arq.client.enqueueJob(sleepy, [LARGE])
    await arq.clock.advance('2h')
    expect(await job.result()).toBe(LARGE.length)
    expect(put).toHaveBeenCalledTimes(1)
  })
})

describe('without a payload store', () => {
  it('nothing is asked, and a message is byte for byte what it was', async () => {
    const withStore = await setupLarge({ functions: [measure] })
    const without = await setupLarge(
      { functions: [measure], payloads: undefined },
      { own: { payloads: undefined } },
    )
    const bodies: string[] = []
    for (const arq of [withStore, without]) {
      void arq.worker.run()
      const job = await arq.client.enqueueJob(measure, ['small'], { jobId: 'mine' })
      await arq.clock.advance('1s')
      expect(await job?.result()).toBe(5)
      const sent = arq.sent.find(({ kind }) => kind === 'job')
      bodies.push(`${String(Buffer.from(sent!.body))} ${JSON.stringify(sent!.headers)}`)
    }
    expect(bodies[0]).toBe(bodies[1])
  })
})

describe('settings of payloads', () => {
  it('are checked, and refused where Python reads along', async () => {
    const arq = await setupLarge()
    const store = arq.payloads
    for (const [payloads, problem] of [
      [{ store, tresholdBytes: 1 }, 'thresholdBytes'],
      [{ store: {} }, 'payload store'],
      [{ store, thresholdBytes: 10 }, '1024'],
      [store, 'payloads.store: is required'],
      ['/srv', '{ store, thresholdBytes, keepFor }'],
    ] as const) {
      // What a program in JavaScript may write.
      const call = arq.clientWith({ payloads: payloads as never })
      await expect(call).rejects.toThrow(problem)
    }
    Object.assign(arq.store, { isSharedWithPython: true })
    await expect(arq.clientWith()).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
  })
})
