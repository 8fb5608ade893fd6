import assert from 'node:assert/strict'

import type { IncomingReply, Transport } from '@arq/core'

import { rejectsWith } from '../expect-error.js'
import type { Suite } from '../harness.js'
import { bytes, textOf, type TransportBench } from './transport-bench.js'

/** An answer goes straight to who asked. */
export function replies({ test }: Suite<TransportBench>): void {
  test('brings a reply from another transport to the address it was sent to', async (bench) => {
    const [asker, answerer] = [await bench.connect(), await bench.connect()]
    const box = await openBox(bench, asker)
    await answer(bench, answerer, box.address, { text: 'zażółć 中文', correlationId: 'job-1' })
    await bench.until('the reply arrives', () => box.replies.length === 1)
    const [reply] = box.replies
    assert.ok(reply)
    assert.equal(textOf(reply.body), 'zażółć 中文')
    assert.equal(reply.correlationId, 'job-1')
  })

  test('gives every box an address of its own', async (bench) => {
    const [one, other] = [await bench.connect(), await bench.connect()]
    const boxes = [
      await openBox(bench, one),
      await openBox(bench, one),
      await openBox(bench, other),
    ]
    assert.equal(new Set(boxes.map(({ address }) => address)).size, 3)
    const [first, second, third] = boxes
    assert.ok(first && second && third)
    await answer(bench, other, second.address, { text: 'for the second' })
    await bench.until('the reply arrives', () => second.replies.length === 1)
    await bench.quiet(one)
    assert.deepEqual([first.replies.length, third.replies.length], [0, 0])
  })

  test('takes many replies at once', async (bench) => {
    const [asker, answerer] = [await bench.connect(), await bench.connect()]
    const box = await openBox(bench, asker)
    const ids = Array.from({ length: 200 }, (_, index) => `job-${index}`)
    await Promise.all(
      ids.map((correlationId) => answer(bench, answerer, box.address, { text: '', correlationId })),
    )
    await bench.until(
      () => `200 replies; there were ${box.replies.length}`,
      () => box.replies.length === 200,
    )
    assert.deepEqual(box.replies.map(({ correlationId }) => correlationId).sort(), [...ids].sort())
  })

  test('rejects a reply to a box that was closed with ARQ_PUBLISH_UNROUTABLE', async (bench) => {
    const [asker, answerer] = [await bench.connect(), await bench.connect()]
    const box = await openBox(bench, asker)
    await bench.within('close of the box', box.close())
    await rejectsWith('ARQ_PUBLISH_UNROUTABLE', answer(bench, answerer, box.address, { text: '' }))
    assert.deepEqual(box.replies, [])
  })

  test('rejects a reply to a box whose transport has closed', async (bench) => {
    const [asker, answerer] = [await bench.connect(), await bench.connect()]
    const box = await openBox(bench, asker)
    await bench.within('close', asker.close())
    await rejectsWith('ARQ_PUBLISH_UNROUTABLE', answer(bench, answerer, box.address, { text: '' }))
  })
}

async function openBox(bench: TransportBench, transport: Transport) {
  const received: IncomingReply[] = []
  const box = await bench.within(
    'openReplyBox',
    transport.openReplyBox((reply) => received.push(reply)),
  )
  return { address: box.address, close: () => box.close(), replies: received }
}

async function answer(
  bench: TransportBench,
  transport: Transport,
  address: string,
  { text, correlationId }: { readonly text: string; readonly correlationId?: string },
): Promise<void> {
  const message = bench.message(address, { kind: 'reply', body: bytes(text), correlationId })
  await bench.within('the confirm of a reply', transport.publish(message))
}
