import { describe, expect, it } from '@jest/globals'

import { MemoryTransport } from '../src/index.js'
import { message, settled, setUp, textOf } from './transport-setup.js'

describe('MemoryBroker.disconnect', () => {
  it('cuts one transport and leaves the others', async () => {
    await using bench = await setUp()
    const { broker, transport, events } = bench
    await using other = new MemoryTransport({ broker })
    const otherEvents: string[] = []
    await other.connect()
    other.on(({ type }) => otherEvents.push(type))
    broker.disconnect(transport)
    await settled()
    expect(events.map(({ type }) => type)).toEqual(['connected', 'disconnected', 'connected'])
    expect(otherEvents).toEqual([])
  })

  it('rejects a publish that it meets, for its outcome is unknown', async () => {
    await using bench = await setUp()
    const { broker, transport } = bench
    const publishing = transport.publish(message('1'))
    broker.disconnect(transport)
    await expect(publishing).rejects.toMatchObject({
      code: 'ARQ_CONNECTION_LOST',
      message: expect.stringMatching(/message 1 .*jobs/),
    })
    expect(await transport.queueInfo('jobs')).toMatchObject({ ready: 1 })
  })

  it('keeps the transport away for as long as it is told, by the clock', async () => {
    await using bench = await setUp()
    const { broker, clock, transport, inbox } = bench
    await bench.consume(5)
    broker.disconnect(transport, { downFor: '10s' })
    let isConfirmed = false
    const publishing = transport.publish(message('1')).then(() => (isConfirmed = true))
    await clock.advance('9s')
    expect(isConfirmed).toBe(false)
    expect(inbox).toEqual([])
    await clock.advance('1s')
    await publishing
    expect(inbox.map(textOf)).toEqual(['1'])
  })

  it('rejects what waits for the connection when the transport closes meanwhile', async () => {
    await using bench = await setUp()
    const { broker, clock, transport } = bench
    broker.disconnect(transport, { downFor: '10s' })
    const publishing = transport.publish(message('1'))
    const refused = expect(publishing).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    await transport.close()
    await refused
    await clock.advance('20s')
    expect(bench.events.map(({ type }) => type)).toEqual(['connected', 'disconnected'])
  })

  it('makes a reply box unreachable while its transport is away, and not for good', async () => {
    await using bench = await setUp()
    const { broker, clock, transport } = bench
    await using sender = new MemoryTransport({ broker })
    await sender.connect()
    const replies: string[] = []
    const { address } = await transport.openReplyBox(({ body }) =>
      replies.push(new TextDecoder().decode(body)),
    )
    const reply = (text: string) =>
      sender.publish(message(text, { queueName: address, kind: 'reply' }))
    broker.disconnect(transport, { downFor: '1s' })
    await expect(reply('lost')).rejects.toMatchObject({ code: 'ARQ_PUBLISH_UNROUTABLE' })
    await clock.advance('1s')
    await reply('heard')
    await settled()
    expect(replies).toEqual(['heard'])
  })

  it('does nothing to a transport that is not connected, or twice', async () => {
    await using bench = await setUp()
    const { broker, transport, events } = bench
    broker.disconnect(new MemoryTransport({ broker }))
    broker.disconnect(transport)
    broker.disconnect(transport)
    await settled()
    expect(events.map(({ type }) => type)).toEqual(['connected', 'disconnected', 'connected'])
  })
})
