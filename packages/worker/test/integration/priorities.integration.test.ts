import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { uniqueName } from './servers.js'
import { results, setup } from './setup.js'

describe('the priority of jobs', () => {
  it('decides their order within one queue, deferred ones included', async () => {
    const queueName = uniqueName('ranked')
    const order: string[] = []
    const note = task('note', async (_ctx, name: string) => void order.push(name))
    const arq = await setup(
      { functions: [note], maxConcurrentJobs: 1, prefetchCount: 1 },
      { queueName, transport: { queues: { [queueName]: { type: 'classic', maxPriority: 9 } } } },
    )
    const jobs = [
      await arq.client.enqueueJob(note, ['deferred, 8'], { priority: 8, deferBy: '20ms' }),
      await arq.client.enqueueJob(note, ['none']),
      await arq.client.enqueueJob(note, ['1'], { priority: 1 }),
      await arq.client.enqueueJob(note, ['9'], { priority: 9 }),
      await arq.client.enqueueJob(note, ['5'], { priority: 5 }),
    ]
    // Somebody who consumes brings deferred jobs to their queue.
    const mover = await arq.admin.consume(uniqueName('other'), { prefetch: 1 }, () => undefined)
    while ((await arq.admin.queueInfo(queueName))?.ready !== jobs.length);
    void arq.worker.run()
    await results(jobs)
    expect(order).toEqual(['9', 'deferred, 8', '5', '1', 'none'])
    await mover.close()
    await arq.close()
  })

  it('is refused where it has no effect, and where it is too high, before anything is sent', async () => {
    const ranked = uniqueName('ranked')
    const plain = uniqueName('plain')
    const note = task('note', async () => undefined)
    const arq = await setup(
      { functions: [note] },
      {
        transport: {
          queues: { [ranked]: { type: 'classic', maxPriority: 5 }, [plain]: { type: 'classic' } },
        },
      },
    )
    const enqueue = (queueName: string, priority: number) =>
      arq.client.enqueueJob(note, [], { queueName, priority })
    await expect(enqueue(plain, 1)).rejects.toMatchObject({
      code: 'ARQ_UNSUPPORTED',
      details: { queue: plain },
      message: expect.stringContaining('maxPriority'),
    })
    await expect(enqueue(ranked, 6)).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringMatching(/priority: is 6; the highest in queue .* is 5/),
    })
    expect(await arq.admin.queueInfo(ranked)).toBeUndefined()
    await arq.close()
  })
})
