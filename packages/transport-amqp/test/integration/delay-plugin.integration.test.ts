import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { PluginProxy, type SeenMethod } from '../plugin-proxy.js'
import { Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

const PASSIVE = 1
const DURABLE = 2
const MANDATORY = 1

async function openProxy(): Promise<PluginProxy> {
  const proxy = await new PluginProxy(broker.host.url).start()
  broker.opened.push({ close: () => proxy.stop() })
  return proxy
}

const publishesTo = (proxy: PluginProxy, exchange: string): SeenMethod[] =>
  proxy.seen.filter(({ name, texts }) => name === 'basic.publish' && texts[0] === exchange)

describe('a broker with the plugin', () => {
  // The plugin itself is not there: what is sent to it is looked at on the wire, and comes at once.
  it('is used as the Python library uses it', async () => {
    const proxy = await openProxy()
    const transport = await broker.open({
      url: proxy.url,
      compat: 'rabbitmq-arq',
      delayMechanism: 'plugin',
    })
    const inbox = new Inbox()
    await transport.consume('wire', { prefetch: 1 }, inbox.take)
    await transport.publish(
      jobMessage('wire', 'x', {
        dueAtMs: Date.now() + 1250,
        headers: { 'x-client-delayed': 'true', 'x-retry-count': 0 },
      }),
    )
    const [delivery] = await inbox.until(1)
    expect(delivery!.headers).toEqual({ 'x-client-delayed': 'true', 'x-retry-count': 0 })

    const declared = proxy.seen.filter(
      ({ name, texts, flags }) =>
        name === 'exchange.declare' && texts[0] === 'delayed.wire' && (flags & PASSIVE) === 0,
    )
    expect(declared).toMatchObject([
      { texts: ['delayed.wire', 'x-delayed-message'], flags: DURABLE },
    ])
    // One entry: a key of one length octet, S, a text of a four-octet length.
    expect(declared[0]!.table.subarray(4).toString('latin1')).toBe(
      '\x0ex-delayed-typeS\x00\x00\x00\x06direct',
    )
    const bound = proxy.seen.filter(({ name }) => name === 'queue.bind')
    expect(bound.map(({ texts }) => texts)).toContainEqual(['wire', 'delayed.wire', 'wire'])
    const [published, ...others] = publishesTo(proxy, 'delayed.wire')
    expect(others).toEqual([])
    expect(published!.texts).toEqual(['delayed.wire', 'wire'])
    expect(published!.flags & MANDATORY).toBe(0)
  })

  it('is chosen by auto, and asserts the binding before it publishes', async () => {
    const proxy = await openProxy()
    const transport = await broker.open({ url: proxy.url })
    const dueAtMs = Date.now() + 5000
    await transport.publish(jobMessage('chosen', 'one', { dueAtMs }))
    await transport.publish(jobMessage('chosen', 'two', { dueAtMs }))
    const names = proxy.seen.map(({ name, texts }) => `${name} ${texts[0]}`)
    const boundAt = names.indexOf('queue.bind chosen')
    expect(boundAt).toBeGreaterThan(-1)
    expect(names.lastIndexOf('queue.bind chosen')).toBe(boundAt)
    expect(names.indexOf('basic.publish delayed.chosen')).toBeGreaterThan(boundAt)
    expect(publishesTo(proxy, 'delayed.chosen')).toHaveLength(2)
  })

  it('gets no delay that is too long for it: that one waits in our own queues', async () => {
    const proxy = await openProxy()
    const transport = await broker.open({ url: proxy.url })
    await transport.publish(jobMessage('long', 'x', { dueAtMs: Date.now() + 2 ** 32 + 1000 }))
    expect(publishesTo(proxy, 'delayed.long')).toEqual([])
    const days32 = 32 * 86_400_000
    expect(await transport.queueInfo(`arq.delay.b.${days32}`)).toMatchObject({ ready: 1 })
  })
})
