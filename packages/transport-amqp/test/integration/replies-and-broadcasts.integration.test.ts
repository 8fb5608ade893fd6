import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, eventually, jobMessage } from '../transport-bench.js'

const broker = useBroker()

describe('replies', () => {
  it('brings answers to the box, in order, and none after it has closed', async () => {
    const transport = await broker.open()
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
    const proxy = await broker.openProxy()
    const answering = await broker.open()
    const transport = await broker.open({ url: proxy.url })
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
    const [one, two] = [await broker.open(), await broker.open()]
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
    const proxy = await broker.openProxy()
    const sender = await broker.open()
    const transport = await broker.open({ url: proxy.url })
    let wake: (kind: string) => void = () => {}
    const heard = new Promise<string>((resolve) => (wake = resolve))
    await transport.onBroadcast(({ kind }) => wake(kind))
    const before = await broker.host.queueNames()
    proxy.cut()
    // The listener's queue is new after the loss.
    await eventually(
      () => broker.host.queueNames(),
      (names) => names.some((name) => name.startsWith('amq.gen') && !before.includes(name)),
    )
    const timer = setInterval(() => void sender.broadcast({ kind: 'again' }).catch(() => {}), 20)
    expect(await heard).toBe('again')
    clearInterval(timer)
  })

  it('ignores what is no signal', async () => {
    const transport = await broker.open()
    let wake: (kind: string) => void = () => {}
    const heard = new Promise<string>((resolve) => (wake = resolve))
    await transport.onBroadcast(({ kind }) => wake(kind))
    await broker.host.onChannel(async (channel) => {
      channel.publish('arq.control', '', Buffer.from('not json'))
      channel.publish('arq.control', '', Buffer.from('[1]'))
    })
    await transport.broadcast({ kind: 'real' })
    expect(await heard).toBe('real')
  })
})
