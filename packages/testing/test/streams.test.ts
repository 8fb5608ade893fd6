import { type StreamEntry, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { createTestArq, createTestContext, runTask } from '../src/index.js'

const speak = task('speak', async (ctx, prompt: string) => {
  const tokens = ctx.stream<string>('tokens')
  let topic = prompt
  for await (const message of ctx.inbox) {
    topic = String(message)
    if (topic === 'stop') break
    await tokens.write(topic)
  }
  return topic
})

describe('a task that streams', () => {
  it('is run by itself: what it writes is at hand, and its messages are given', async () => {
    const ctx = createTestContext({ messages: ['cats', 'dogs'] })
    expect(await runTask(speak, ['birds'], ctx)).toBe('dogs')
    expect(ctx.streamed('tokens')).toEqual(['cats', 'dogs'])
    expect(ctx.streamed('other')).toEqual([])
    await expect(ctx.stream('tokens').write(1n)).rejects.toMatchObject({
      code: 'ARQ_ENCODE_FAILED',
    })
    expect(() => ctx.stream('arq:inbox')).toThrow('must not begin with arq:')

    const aborted = createTestContext({ messages: ['cats'] })
    aborted.abort()
    expect(await runTask(speak, ['birds'], aborted)).toBe('birds')
  })

  it('streams between client and worker, and the clock need not move', async () => {
    await using arq = await createTestArq({ functions: [speak] })
    const job = await arq.client.enqueueJob(speak, ['birds'])
    for (const message of ['cats', 'dogs', 'stop']) expect(await job.send(message)).toBe(true)
    await arq.drain()
    const tokens: string[] = []
    for await (const token of job.stream<string>('tokens')) tokens.push(token)
    expect(tokens).toEqual(['cats', 'dogs'])
    expect(await job.result()).toBe('stop')
  })

  it('is read from its newest items on, and its streams are named', async () => {
    await using arq = await createTestArq({ functions: [speak] })
    const job = await arq.client.enqueueJob(speak, ['birds'])
    expect(await job.streams()).toEqual([])
    for (const message of ['cats', 'dogs', 'owls', 'stop']) await job.send(message)
    await arq.drain()
    // Its inbox is none of them.
    expect(await job.streams()).toEqual(['tokens'])
    const read = async (options: { last: number; after?: string }) => {
      const entries: StreamEntry[] = []
      for await (const entry of job.stream('tokens', options).entries()) entries.push(entry)
      return entries
    }
    const newest = await read({ last: 2 })
    expect(newest.map(({ value, missed }) => [value, missed])).toEqual([
      ['dogs', 0],
      ['owls', 0],
    ])
    expect(await read({ last: 100 })).toHaveLength(3)
    expect(await read({ last: 1, after: newest[0]!.id })).toEqual([newest[1]])
    expect(() => job.stream('tokens', { last: 0 })).toThrow('last')
    expect(() => job.stream('none', { last: 1 })).not.toThrow()
    await expect(arq.client.getJob('unknown').streams()).rejects.toThrow('unknown')
  })

  it('has the items of each try when a worker is lost', async () => {
    const words = task('words', async (ctx, count: number) => {
      for (let word = 1; word <= count; word += 1) await ctx.stream('words').write(word)
      await ctx.stream('words').flush()
      if (ctx.queueName === 'default' && crashes > 0) {
        crashes -= 1
        await new Promise(() => undefined)
      }
    })
    let crashes = 1
    await using arq = await createTestArq({ functions: [words] })
    const job = await arq.client.enqueueJob(words, [2])
    await arq.untilRunning(job)
    const read = job.stream('words').entries()
    const [first, second] = [await read.next(), await read.next()]
    await arq.loseWorker()
    await arq.drain()
    const entries = [first.value, second.value]
    for await (const entry of read) entries.push(entry)
    expect(entries.map((entry) => entry?.value)).toEqual([1, 2, 1, 2])
    expect(new Set(entries.map((entry) => entry?.run)).size).toBe(2)
    expect(entries[0]?.run).not.toBe(entries[2]?.run)
  })
})
