import { expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { EventLog } from '../transport-bench.js'

const broker = useBroker()

it('consumers that start at once on a queue that nobody has declared yet keep their connections', async () => {
  const transports = await Promise.all(
    Array.from({ length: 4 }, () => broker.open({ enableDelayedJobs: false })),
  )
  const logs = transports.map((transport) => new EventLog(transport))
  // Without turns two connections were lost in 80 such starts.
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      transports.map(async (transport) => {
        const consuming = await transport.consume(
          `fresh-${String(round)}`,
          { prefetch: 1 },
          () => {},
        )
        await consuming.close()
      }),
    )
  }
  expect(logs.flatMap(({ events }) => events)).toEqual([])
  expect((await broker.host.queueNames()).filter((name) => name.includes('declaring'))).toEqual([])
})
