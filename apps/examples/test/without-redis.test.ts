import { silentLogger } from '@arq/core'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'
import { expect, it } from '@jest/globals'

import { multiply, multiplyElsewhere } from '../src/without-redis.js'

it('gives a result without a result store', async () => {
  const broker = new MemoryBroker()
  const transport = new MemoryTransport({ broker })
  const worker = new Worker({ transport, functions: [multiply], logger: silentLogger })
  const running = worker.run()
  expect(await multiplyElsewhere(new MemoryTransport({ broker }))).toBe(42)
  await worker.stop()
  await running
})
