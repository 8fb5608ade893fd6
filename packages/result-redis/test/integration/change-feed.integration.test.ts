import { sampleRecord } from '@arq/conformance'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Setup, setup } from './setup.js'

const ttlMs = 60_000

describe('notices of changes', () => {
  let test: Setup
  beforeAll(async () => {
    test = await setup()
  })
  afterAll(() => test.dispose())

  const listen = async () => {
    const heard: string[] = []
    let wake: () => void = () => undefined
    const release = await test.store.subscribe((jobId) => {
      heard.push(jobId)
      wake()
    })
    const until = async (jobId: string): Promise<void> => {
      while (!heard.includes(jobId)) await new Promise<void>((resolve) => (wake = resolve))
    }
    return { heard, until, release }
  }

  it('come for what is written and removed, not for what is refused', async () => {
    const { heard, until, release } = await listen()
    const record = sampleRecord()
    const last = sampleRecord()
    await test.store.create(record, { ttlMs })
    await test.store.create(record, { ttlMs })
    await test.store.replaceClaim('claim', record, { ttlMs })
    await test.store.withdraw(record)
    await test.store.withdraw(record)
    await test.store.create(last, { ttlMs })
    await until(last.jobId)
    expect(heard).toEqual([record.jobId, record.jobId, last.jobId])
    await release()
  })

  it('survive foreign messages on their channel', async () => {
    const { heard, until, release } = await listen()
    for (const foreign of ['not json', '{"a":1}', '[1,null]']) {
      await test.raw.publish(`${test.prefix}:changes`, foreign)
    }
    await test.raw.publish(`${test.prefix}:changes`, '["x"]')
    await until('x')
    expect(heard).toEqual(['x'])
    await release()
  })

  it('share one subscription, which ends with the last listener', async () => {
    const channel = `${test.prefix}:changes`
    const subscribers = async () => (await test.raw.pubSubNumSub(channel))[channel]
    const [first, second] = await Promise.all([listen(), listen()])
    expect(await subscribers()).toBe(1)
    await first.release()
    await first.release()
    const record = sampleRecord()
    await test.store.create(record, { ttlMs })
    await second.until(record.jobId)
    expect(first.heard).toEqual([])
    await second.release()
    expect(await subscribers()).toBe(0)
  })
})
