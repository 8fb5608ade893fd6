import { createClient } from '@arq/client'
import { type EntryStore, flow, silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import { workerOf } from './flow-bench.js'
import { latch } from './setup.js'

const CHILDREN = 100

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A store whose writes of ends are noted; the first one waits. */
function slowGroups() {
  const store = new MemoryResultStore()
  const { entries } = store
  const writes: (readonly string[])[] = []
  const first = latch()
  const write = entries.write.bind(entries)
  Object.assign(entries, {
    write: async (...args: Parameters<EntryStore['write']>) => {
      const names = args[1].map(({ name }) => name)
      if (names.some((name) => /^c\d/.test(name)) && writes.push(names) === 1) await first.opened
      return write(...args)
    },
  } satisfies Partial<EntryStore>)
  return { store, writes, first }
}

async function setup() {
  const broker = new MemoryBroker()
  const { store, writes, first } = slowGroups()
  const transport = (): MemoryTransport => new MemoryTransport({ broker })
  const client = await createClient({
    ...{ transport: transport(), resultStore: store, queueName: 'flows', logger: silentLogger },
  })
  const ended = latch()
  let runs = 0
  const child = task('child', async () => {
    runs += 1
    if (runs === CHILDREN) setImmediate(() => ended.open())
    return runs
  })
  const parent = task('parent', async (ctx) => (await ctx.children(child).results()).length)
  const worker = workerOf({ queueName: 'flows' }, store, transport(), [child, parent])
  open.push(async () => {
    await worker.stop()
    await client.close()
  })
  return { client, writes, first, child, parent, worker, ended }
}

describe('children that end while the group of their parent is written', () => {
  it('are written together in the next write', async () => {
    const { client, writes, first, child, parent, worker, ended } = await setup()
    const children = Array.from({ length: CHILDREN }, () => flow(child))
    const job = await client.enqueueFlow(flow(parent, [], { children }))
    void worker.run()
    await ended.opened
    first.open()
    expect(await job.result({ timeout: '30s' })).toBe(CHILDREN)
    expect(writes.flat().sort()).toEqual(children.map((_, at) => `c${String(at)}`).sort())
    expect(writes.length).toBeLessThan(5)
  })
})
