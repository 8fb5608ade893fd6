import { describe, expect, it } from '@jest/globals'

import { connectionLost } from '../../src/amqp-errors.js'
import { isDelayed, type Outbound } from '../../src/publish/outbound.js'
import { nacked, unroutable } from '../../src/publish/publish-errors.js'
import { DUE_QUEUE } from '../../src/topology/delay-queues.js'
import { settled } from '../manual-clock.js'
import { MoverBench } from './mover-bench.js'

const gone = connectionLost(undefined, 'amqp://h')

/** The queue that a message which waits again goes to. */
function bucketOf(outbound: Outbound): string {
  if (!isDelayed(outbound)) throw new Error('goes straight to its target')
  return outbound.routeAt(DUE_QUEUE, 0).routingKey
}

describe('a mover', () => {
  it('forwards each message in the millisecond it is due, nearer ones first, and not before', async () => {
    const bench = new MoverBench()
    bench.autoConfirm = true
    const startMs = bench.clock.now()
    for (const ms of [400, 3, 2500, 3, 90]) bench.message(ms)
    await bench.clock.advance(3000)
    expect(bench.sent.map(({ atMs }) => atMs - startMs)).toEqual([3, 3, 90, 400, 2500])
  })

  it('asks the clock again when its timer fires early', async () => {
    const bench = new MoverBench()
    bench.message(10)
    await bench.clock.fireEarly()
    expect(bench.sent).toEqual([])
    await bench.clock.advance(10)
    expect(bench.targets).toEqual(['q'])
  })

  it('keeps one timer however much it holds', () => {
    const bench = new MoverBench()
    for (let ms = 60; ms > 0; ms -= 1) bench.message(ms)
    expect(bench.clock.timerCount).toBe(1)
  })

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('is not moved by a wall clock that is set %s while it holds a message', async (_, byMs) => {
    const bench = new MoverBench()
    bench.message(1000)
    bench.clock.setWallClock(byMs)
    await bench.clock.advance(999)
    expect(bench.sent).toEqual([])
    await bench.clock.advance(1)
    expect(bench.targets).toEqual(['q'])
  })

  it.each([
    ['was set back while a message was in a bucket, or is behind', 3_600_500, 500],
    ['says less than the sender did, as time has passed in the due queue', 500, 2500],
  ])('whose wall clock %s waits for what was to remain, at most', async (_, inMs, rest) => {
    const bench = new MoverBench()
    bench.message(inMs, { 'x-arq-rest': rest })
    await bench.clock.advance(499)
    expect(bench.sent).toEqual([])
    await bench.clock.advance(1)
    expect(bench.targets).toEqual(['q'])
  })

  it('acknowledges after the confirm, not before', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(0)
    await settled()
    expect(delivery.settled).toBeUndefined()
    bench.sent[0]!.confirm()
    await settled()
    expect(delivery.settled).toBe('ack')
  })

  it('restores the message: its priority back, the headers of the wait gone', () => {
    const bench = new MoverBench()
    const delivery = bench.message(0, {
      'x-arq-priority': 7,
      'x-arq-refusals': 2,
      'x-arq-rest': 0,
      'x-retry-count': 1,
      'x-client-delayed': 'true',
    })
    expect(bench.sent[0]!.outbound).toMatchObject({
      target: 'q',
      properties: {
        messageId: delivery.messageId,
        contentType: 'application/json',
        replyTo: 'box',
        correlationId: 'job',
        priority: 7,
        deliveryMode: 2,
        mandatory: true,
      },
    })
    expect(bench.sent[0]!.outbound.properties.headers).toEqual({
      'x-retry-count': 1,
      'x-client-delayed': 'true',
    })
  })

  it('puts what is due later than it holds into a bucket, still knowing its moment and target', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(60_000, { 'x-arq-priority': 3 })
    expect(bucketOf(bench.sent[0]!.outbound)).toMatch(/^arq\.delay\.b\./)
    expect(bench.sent[0]!.outbound.properties).not.toMatchObject({ priority: 3 })
    expect(bench.sent[0]!.outbound.properties.headers).toEqual({
      'x-arq-due-at': bench.clock.now() + 60_000,
      'x-arq-target': 'q',
      'x-arq-priority': 3,
      'x-arq-refusals': 0,
    })
    bench.sent[0]!.confirm()
    await settled()
    expect(delivery.settled).toBe('ack')
  })

  it('parks a message whose queue is gone, with the reason, and acknowledges it after that', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(0, { 'x-retry-count': 2 })
    bench.sent[0]!.fail(unroutable('q', 'NO_ROUTE'))
    await settled()
    expect(delivery.settled).toBeUndefined()
    const parked = bench.sent[1]!
    expect(parked.outbound).toMatchObject({ target: 'arq.undeliverable', kind: 'deadLetter' })
    expect(parked.outbound.properties.headers).toEqual({
      'x-retry-count': 2,
      'x-error-type': 'PublishNotConfirmed',
      'x-error-code': 'ARQ_PUBLISH_UNROUTABLE',
      'x-error-category': 'non_retriable',
      'x-error-message': 'The delayed message was due, but its queue q does not exist any more',
      'x-failed-at': new Date(bench.clock.now()).toISOString(),
      'x-queue': 'q',
    })
    expect(bench.gone).toEqual([])
    parked.confirm()
    await settled()
    expect(delivery.settled).toBe('ack')
    expect(bench.gone).toEqual(['q'])
  })

  it('parks what nobody of ours delayed', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(0, { 'x-arq-due-at': 'tomorrow' })
    expect(bench.targets).toEqual(['arq.undeliverable'])
    bench.sent[0]!.confirm()
    await settled()
    expect(delivery.settled).toBe('ack')
  })

  it('lets a message that its queue refuses wait again, each time longer, up to a minute', async () => {
    const bench = new MoverBench()
    const pauses = [0, 1, 2, 9, 40].map((refusals) => {
      bench.message(0, { 'x-arq-refusals': refusals })
      bench.sent.at(-1)!.fail(nacked('q'))
      return refusals
    })
    await settled()
    const again = bench.sent.slice(pauses.length).map(({ outbound }) => outbound.properties.headers)
    expect(again.map((headers) => Number(headers!['x-arq-due-at']) - bench.clock.now())).toEqual([
      1000, 2000, 4000, 60_000, 60_000,
    ])
    expect(again.map((headers) => headers!['x-arq-refusals'])).toEqual([1, 2, 3, 10, 41])
  })

  it('keeps a message whose outcome is unknown and sends it again a second later', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(0)
    bench.sent[0]!.fail(gone)
    await bench.clock.advance(999)
    expect(bench.sent.length).toBe(1)
    await bench.clock.advance(1)
    expect(bench.targets).toEqual(['q', 'q'])
    expect(delivery.settled).toBeUndefined()
    bench.sent[1]!.confirm()
    await settled()
    expect(delivery.settled).toBe('ack')
  })

  it('tries again when parking or waiting again fails', async () => {
    const bench = new MoverBench()
    bench.message(0)
    bench.sent[0]!.fail(unroutable('q', 'NO_ROUTE'))
    await settled()
    bench.sent[1]!.fail(gone)
    await bench.clock.advance(1000)
    expect(bench.targets).toEqual(['q', 'arq.undeliverable', 'q'])
  })

  it('leaves alone what the broker has given to somebody else meanwhile', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(50)
    delivery.isStale = true
    await bench.clock.advance(50)
    expect(bench.sent).toEqual([])
    expect(delivery.settled).toBeUndefined()
  })

  it('that stops gives back what it holds, and waits for what is on its way', async () => {
    const bench = new MoverBench()
    const held = bench.message(50)
    const underWay = bench.message(0)
    let isStopped = false
    const stopping = bench.mover.stop().then(() => (isStopped = true))
    await settled()
    expect([held.settled, underWay.settled, isStopped]).toEqual(['requeue', undefined, false])
    bench.sent[0]!.confirm()
    await stopping
    expect(underWay.settled).toBe('ack')
    await bench.clock.advance(100)
    expect([bench.sent.length, bench.clock.timerCount]).toEqual([1, 0])
    expect(bench.message(0).settled).toBe('requeue')
  })

  it('that stops gives back what could not be sent', async () => {
    const bench = new MoverBench()
    const delivery = bench.message(0)
    const stopping = bench.mover.stop()
    bench.sent[0]!.fail(gone)
    await stopping
    expect(delivery.settled).toBe('requeue')
  })
})

describe('a crowded mover', () => {
  it('puts the furthest back into buckets and keeps the nearest, so that more can come', async () => {
    const bench = new MoverBench({ maxMessages: 100, maxBytes: 1_000_000 })
    bench.autoConfirm = true
    for (let index = 0; index <= 80; index += 1) bench.message(1000 + index)
    await settled()
    const put = bench.sent.map(
      ({ outbound }) => Number(outbound.properties.headers!['x-arq-due-at']) - bench.clock.now(),
    )
    expect(put).toEqual(Array.from({ length: 31 }, (_, index) => 1080 - index))
    expect(bench.sent.every(({ outbound }) => bucketOf(outbound) !== DUE_QUEUE.name)).toBe(true)
    bench.sent.splice(0)
    await bench.clock.advance(1100)
    expect(bench.targets).toEqual(Array<string>(50).fill('q'))
  })

  it('keeps what is too near for any bucket', async () => {
    const bench = new MoverBench()
    for (let index = 0; index < 100; index += 1) bench.message(100 + index)
    await settled()
    expect(bench.sent).toEqual([])
  })

  it('takes no more while it has too many bytes, and again when half of them have gone', async () => {
    const bench = new MoverBench({ maxMessages: 100, maxBytes: 1000 })
    for (let index = 0; index < 11; index += 1) bench.message(0, {}, 'x'.repeat(100))
    expect(bench.intake).toEqual(['pause'])
    for (const sent of bench.sent.slice(0, 5)) sent.confirm()
    await settled()
    expect(bench.intake).toEqual(['pause'])
    bench.sent[5]!.confirm()
    await settled()
    expect(bench.intake).toEqual(['pause', 'resume'])
  })
})
