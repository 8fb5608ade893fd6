import { afterEach, describe, expect, it } from '@jest/globals'

import type { ProducerEvent } from '../../src/index.js'
import type { Answer, ScriptedPeer, SeenRequest } from '../scripted-server.js'
import { ScriptedCluster, SEND, storedAnswer } from './cluster.js'

let cluster: ScriptedCluster
afterEach(() => cluster.close())

/** A broker that answers sends only when it is told to. */
async function setup(inFlight: object) {
  cluster = await ScriptedCluster.start()
  const held: (() => void)[] = []
  const { server } = cluster.broker()
  const hold = (peer: ScriptedPeer, request: SeenRequest, answer: Answer) =>
    held.push(() => peer.answer(request.opaque, answer))
  server.use({
    onRequest: (peer, request) => {
      if (request.code === SEND) hold(peer, request, storedAnswer(request, held.length))
      else peer.answer(request.opaque)
    },
  })
  const producer = await cluster.producer({ inFlight })
  const events: ProducerEvent[] = []
  producer.on((event) => events.push(event))
  const send = (body = 'x', timeoutMs = 3000) => producer.send({ topic: 'T', body }, { timeoutMs })
  const answerNext = () => held.shift()?.()
  const until = (count: number) =>
    server.until((requests) => requests.filter(({ code }) => code === SEND).length >= count)
  return { producer, events, send, answerNext, until, held }
}

describe('what is under way', () => {
  it('is bounded in number: those beyond wait, in their order', async () => {
    const { producer, events, send, answerNext, until } = await setup({ maxMessages: 2 })
    const order: string[] = []
    const sends = ['a', 'b', 'c', 'd'].map((body) => send(body).then(() => order.push(body)))
    await until(2)
    expect(producer.stats()).toMatchObject({ inFlight: 2, waiting: 2, inFlightBytes: 2 })
    for (let count = 2; count < 6; count++) {
      answerNext()
      await until(Math.min(4, count + 1))
    }
    await Promise.all(sends)
    expect(order).toEqual(['a', 'b', 'c', 'd'])
    expect(events.map(({ type }) => type)).toEqual(['full', 'drained'])
    expect(producer.stats()).toMatchObject({ sent: 4, inFlight: 0, inFlightBytes: 0, waiting: 0 })
  })

  it('is bounded in bytes, and one that is larger than all goes alone', async () => {
    const { producer, send, answerNext, until } = await setup({ maxBytes: 10 })
    const sends = [send('x'.repeat(8)), send('x'.repeat(20))]
    await until(1)
    expect(producer.stats()).toMatchObject({ inFlight: 1, inFlightBytes: 8, waiting: 1 })
    // Those that wait are bounded in bytes too.
    await expect(send('yyy')).rejects.toMatchObject({ code: 'ROCKETMQ_SEND_BUFFER_FULL' })
    answerNext()
    await until(2)
    expect(producer.stats()).toMatchObject({ inFlight: 1, inFlightBytes: 20, waiting: 0 })
    answerNext()
    await Promise.all(sends)
  })

  it('rejects at once where waiting is not wanted, or too many wait', async () => {
    const { send, answerNext, until } = await setup({ maxMessages: 1, whenFull: 'reject' })
    const first = send()
    await until(1)
    await expect(send()).rejects.toMatchObject({
      code: 'ROCKETMQ_SEND_BUFFER_FULL',
      details: { inFlight: 1, maxMessages: 1 },
    })
    answerNext()
    await first
    const again = send()
    await until(2)
    answerNext()
    await again
    await cluster.close()

    const bounded = await setup({ maxMessages: 1, maxWaiting: 1 })
    const sends = [bounded.send(), bounded.send()]
    await bounded.until(1)
    await expect(bounded.send()).rejects.toMatchObject({ code: 'ROCKETMQ_SEND_BUFFER_FULL' })
    bounded.answerNext()
    await bounded.until(2)
    bounded.answerNext()
    await Promise.all(sends)
  })

  it('waits no longer than its own time, and leaves when its signal comes', async () => {
    const { producer, send, answerNext, until } = await setup({ maxMessages: 1 })
    const first = send()
    await until(1)
    const controller = new AbortController()
    const aborted = producer.send({ topic: 'T', body: 'x' }, { signal: controller.signal })
    const late = send('x', 20)
    controller.abort()
    await expect(aborted).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
      details: { isSent: false },
    })
    await expect(late).rejects.toMatchObject({ code: 'ROCKETMQ_SEND_TIMEOUT' })
    expect(producer.stats().waiting).toBe(0)
    answerNext()
    await first
  })

  it('lets those behind keep their order when others give up waiting', async () => {
    const { producer, send, answerNext, until } = await setup({ maxMessages: 1 })
    const order: string[] = []
    const first = send()
    await until(1)
    const controller = new AbortController()
    const sends = ['a', 'leaves', 'b', 'leaves', 'leaves', 'c'].map(async (body) => {
      if (body !== 'leaves') return send(body).then(() => order.push(body))
      return producer
        .send({ topic: 'T', body }, { signal: controller.signal })
        .catch(() => undefined)
    })
    controller.abort()
    for (let count = 1; count < 5; count++) {
      answerNext()
      await until(Math.min(4, count + 1))
    }
    await Promise.all([first, ...sends])
    expect(order).toEqual(['a', 'b', 'c'])
    expect(producer.stats()).toMatchObject({ sent: 4, waiting: 0, inFlight: 0 })
  })

  it('is waited for by close: what waits is sent too, and nothing hangs', async () => {
    const { producer, send, answerNext, until } = await setup({ maxMessages: 1 })
    const sends = [send(), send(), send('x', 30)]
    await until(1)
    const closed = producer.close()
    await expect(sends[2]).rejects.toMatchObject({ code: 'ROCKETMQ_SEND_TIMEOUT' })
    answerNext()
    await until(2)
    answerNext()
    await expect(Promise.all(sends.slice(0, 2))).resolves.toHaveLength(2)
    await closed
  })
})
