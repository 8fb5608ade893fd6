import { silentLogger, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { latch } from '../setup.js'
import { setup } from './setup.js'

/** The broker ends a connection that has been silent for two heartbeats; the task blocks for four. */
const HEARTBEAT = '1s'
const BLOCKED_MS = 4000

describe('a task that blocks the event loop longer than two heartbeats', () => {
  it('is run once, though its acknowledgement is lost and no store knows of it', async () => {
    let runs = 0
    const block = task('block', () => {
      runs += 1
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS)
    })
    const cameBack = latch()
    const logger = {
      ...silentLogger,
      info: (text: string) => {
        if (text.includes('already ended')) cameBack.open()
      },
      child: () => logger,
    }
    const arq = await setup(
      { functions: [block], enableJobResultStorage: false, logger },
      { transport: { heartbeat: HEARTBEAT } },
    )
    void arq.worker.run()
    await arq.client.enqueueJob(block)
    await cameBack.opened
    expect(runs).toBe(1)
    expect(arq.worker.counts).toMatchObject({ completed: 1, duplicateDeliveries: 1 })
    await arq.close()
  })
})
