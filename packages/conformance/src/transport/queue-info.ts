import assert from 'node:assert/strict'

import type { Suite } from '../harness.js'
import type { TransportBench } from './transport-bench.js'

/** Asking changes nothing. */
export function queueInfo({ test }: Suite<TransportBench>): void {
  test('knows nothing of a queue that does not exist, and does not make it', async (bench) => {
    const [asker, other] = [await bench.connect(), await bench.connect()]
    const queueName = bench.queue('nowhere')
    for (const transport of [asker, asker, other]) {
      const info = await bench.within('queueInfo', transport.queueInfo(queueName))
      assert.equal(info, undefined)
    }
    // An adapter may ask by a way that a wrong answer closes: it must still work.
    await bench.publish(asker, bench.queue())
  })

  test('does not purge, nor make, a queue that does not exist', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue('nowhere')
    assert.equal(await bench.within('purgeQueue', transport.purgeQueue(queueName)), undefined)
    assert.equal(await bench.within('queueInfo', transport.queueInfo(queueName)), undefined)
    await bench.publish(transport, bench.queue())
  })

  test('counts what waits, what is handed out, and who consumes', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2', '3', '4', '5'])
    await bench.until('five wait and nobody consumes', async () => {
      const info = await transport.queueInfo(queueName)
      return info?.name === queueName && info.ready === 5 && info.consumers === 0
    })
    const inbox = await bench.inbox(transport, queueName, { prefetch: 2 })
    await inbox.waitFor(2)
    await bench.until('three wait, two are handed out, one consumes', async () => {
      const info = await transport.queueInfo(queueName)
      return info?.ready === 3 && (info.unacknowledged ?? 2) === 2 && info.consumers === 1
    })
  })

  test('purges what waits, says how many, and leaves what is handed out', async (bench) => {
    const transport = await bench.connect()
    const queueName = bench.queue()
    await bench.publishTexts(transport, queueName, ['1', '2', '3', '4', '5'])
    const inbox = await bench.inbox(transport, queueName, { prefetch: 2 })
    const held = await inbox.waitFor(2)
    assert.equal(await bench.within('purgeQueue', transport.purgeQueue(queueName)), 3)
    assert.equal(await bench.within('purgeQueue', transport.purgeQueue(queueName)), 0)
    held.nack({ requeue: true })
    assert.equal((await inbox.waitFor(3)).messageId, held.messageId)
    await bench.quiet(transport)
    assert.equal(inbox.deliveries.length, 3, 'what was purged does not come')
  })
}
