import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../../src/index.js'
import { TcpProxy } from '../tcp-proxy.js'
import { errorOf, eventually, jobMessage } from '../transport-bench.js'
import { VirtualHost } from '../virtual-host.js'

let host: VirtualHost
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  host = await VirtualHost.create()
})
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})
afterAll(() => host.dispose())

async function open(settings: AmqpTransportSettings = {}): Promise<AmqpTransport> {
  const transport = new AmqpTransport({ url: host.url, reconnectInterval: '50ms', ...settings })
  opened.push(transport)
  await transport.connect()
  return transport
}

async function openProxy(): Promise<TcpProxy> {
  const proxy = await new TcpProxy(host.url).start()
  opened.push({ close: () => proxy.stop() })
  return proxy
}

describe('replies', () => {
  it('brings answers to the box, in order, and none after it has closed', async () => {
    const transport = await open()
    const replies: unknown[] = []
    let wake = (): void => {}
    const came = new Promise<void>((resolve) => (wake = resolve))
    const box = await transport.openReplyBox(({ body, correlationId }) => {
      replies.push([Buffer.from(body).toString(), correlationId])
      if (replies.length === 2) wake()
    })
    for (const text of ['a', 'b']) {
      await transport.publish(
        jobMessage(box.address, text, { kind: 'reply', correlationId: `job-${text}` }),
      )
    }
    await came
    expect(replies).toEqual([
      ['a', 'job-a'],
      ['b', 'job-b'],
    ])
    await box.close()
    expect(
      await errorOf(transport.publish(jobMessage(box.address, 'late', { kind: 'reply' }))),
    ).toMatchObject({ code: 'ARQ_PUBLISH_UNROUTABLE' })
  })

  it('keeps the address, and what was sent to it, over a lost connection', async () => {
    const proxy = await openProxy()
    const answering = await open()
    const transport = await open({ url: proxy.url })
    let wake: (text: string) => void = () => {}
    const came = new Promise<string>((resolve) => (wake = resolve))
    const box = await transport.openReplyBox(({ body }) => wake(Buffer.from(body).toString()))
    await proxy.stop()
    await eventually(
      () => answering.queueInfo(box.address),
      (info) => info?.consumers === 0,
    )
    await answering.publish(jobMessage(box.address, 'meanwhile', { kind: 'reply' }))
    await proxy.start()
    expect(await came).toBe('meanwhile')
  })
})

describe('broadcasts', () => {
  it('reach every listener, of other transports too, until they are released', async () => {
    const [one, two] = [await open(), await open()]
    const heard: string[] = []
    let wake = (): void => {}
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => (wake = () => heard.length >= count && resolve()))
    const releases = await Promise.all(
      [one, two].map((transport, index) =>
        transport.onBroadcast((signal) => {
          heard.push(`${index} ${signal.kind} ${String(signal['jobId'])}`)
          wake()
        }),
      ),
    )
    const both = until(2)
    await one.broadcast({ kind: 'abort', jobId: 'j1' })
    await both
    expect([...heard].sort()).toEqual(['0 abort j1', '1 abort j1'])
    await releases[0]!()
    const third = until(3)
    await two.broadcast({ kind: 'pause' })
    await third
    expect(heard.at(-1)).toBe('1 pause undefined')
  })

  it('are heard again after a lost connection', async () => {
    const proxy = await openProxy()
    const sender = await open()
    const transport = await open({ url: proxy.url })
    let wake: (kind: string) => void = () => {}
    const heard = new Promise<string>((resolve) => (wake = resolve))
    await transport.onBroadcast(({ kind }) => wake(kind))
    const before = await host.queueNames()
    proxy.cut()
    // The listener's queue is new after the loss.
    await eventually(
      () => host.queueNames(),
      (names) => names.some((name) => name.startsWith('amq.gen') && !before.includes(name)),
    )
    const timer = setInterval(() => void sender.broadcast({ kind: 'again' }).catch(() => {}), 20)
    expect(await heard).toBe('again')
    clearInterval(timer)
  })

  it('ignores what is no signal', async () => {
    const transport = await open()
    let wake: (kind: string) => void = () => {}
    const heard = new Promise<string>((resolve) => (wake = resolve))
    await transport.onBroadcast(({ kind }) => wake(kind))
    await host.onChannel(async (channel) => {
      channel.publish('arq.control', '', Buffer.from('not json'))
      channel.publish('arq.control', '', Buffer.from('[1]'))
    })
    await transport.broadcast({ kind: 'real' })
    expect(await heard).toBe('real')
  })
})
