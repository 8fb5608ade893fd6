import { once } from 'node:events'
import { createServer } from 'node:net'

import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

function withLogin(user: string, password: string, vhost = broker.host.name): string {
  const url = new URL(broker.host.url)
  url.username = user
  url.password = password
  url.pathname = `/${vhost}`
  return url.href
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function connectionNames(): Promise<string[]> {
  const found = (await broker.host.api('GET', `vhosts/${broker.host.name}/connections`)) as {
    client_properties: { connection_name?: string }
  }[]
  return found.map((each) => each.client_properties.connection_name ?? '').sort()
}

describe('connecting', () => {
  it('uses the virtual host of the URL', async () => {
    const transport = broker.make()
    await transport.connect()
    await transport.publish(jobMessage('here', 'x'))
    expect(await broker.host.queueNames()).toEqual(expect.arrayContaining(['here', 'here.dlq']))
    expect(transport.description).toContain(`/${broker.host.name}`)
    expect(transport.description).not.toContain('guest')
  })

  it('opens the consume connection only when it is needed, each with its own name', async () => {
    const transport = broker.make({ connectionName: 'named' })
    await transport.connect()
    await transport.publish(jobMessage('lazy', 'x'))
    const isOurs = (name: string): boolean => name.startsWith('named')
    const names = async (): Promise<string[]> => (await connectionNames()).filter(isOurs)
    // The management interface is some seconds behind.
    expect(await eventually(names, (found) => found.length > 0)).toEqual(['named publish'])
    await transport.consume('lazy', { prefetch: 1 }, (delivery) => delivery.ack())
    expect(await eventually(names, (found) => found.length > 1)).toEqual([
      'named consume',
      'named publish',
    ])
  })

  it('rejects when nobody answers in time, with the reason and without the password', async () => {
    const port = await freePort()
    const transport = broker.make({
      url: `amqp://user:s3cret@127.0.0.1:${port}/v`,
      connectionTimeout: '300ms',
    })
    const log = new EventLog(transport)
    const error = await errorOf(transport.connect())
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED', retryable: true })
    const { message } = error!
    expect(message).toContain(`amqp://127.0.0.1:${port}/v within 0.3 s`)
    expect(message).toContain('ECONNREFUSED')
    expect(message).not.toContain('s3cret')
    expect(log.of('connectFailed')[0]).toMatchObject({ isFirst: true })
    expect(
      log
        .of('connectFailed')
        .slice(1)
        .some(({ isFirst }) => isFirst),
    ).toBe(false)
  })

  it('rejects in time when somebody listens and never speaks', async () => {
    const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const transport = broker.make({ url: `amqp://127.0.0.1:${port}`, connectionTimeout: '300ms' })
    expect(await errorOf(transport.connect())).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    silent.close()
  })

  it.each([
    ['a wrong password', () => withLogin('guest', 'wr0ng')],
    ['an unknown virtual host', () => withLogin('guest', 'guest', 'no-such-vhost')],
  ])('rejects %s at once, also when told to try for ever', async (_, url) => {
    const transport = broker.make({ url: url() })
    const error = await errorOf(transport.connect({ timeoutMs: 'forever' }))
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_AUTH', retryable: false })
    expect(error?.message).not.toContain('wr0ng')
  })

  it('takes passwords with any letters', async () => {
    const user = `user-${broker.host.name}`
    const url = await broker.host.addUser(user, 'pä§ß/w:rd@%', '.*')
    const transport = broker.make({ url })
    await transport.connect()
    await transport.publish(jobMessage('password', 'x'))
    await transport.close()
    await broker.host.api('DELETE', `users/${user}`)
  })

  it('keeps trying for ever when told to, until the broker is there', async () => {
    const proxy = await broker.openProxy()
    await proxy.stop()
    const transport = broker.make({ url: proxy.url })
    const log = new EventLog(transport)
    const connected = transport.connect({ timeoutMs: 'forever' })
    await log.until('connectFailed', 3)
    await proxy.start()
    await connected
    await transport.publish(jobMessage('at-last', 'x'))
    expect(
      log
        .of('connectFailed')
        .map(({ isFirst }) => isFirst)
        .slice(0, 3),
    ).toEqual([true, false, false])
    expect(log.of('connected')).toHaveLength(1)
  })

  it('stops trying when the caller aborts', async () => {
    const transport = broker.make({ url: `amqp://127.0.0.1:${await freePort()}` })
    const log = new EventLog(transport)
    const abort = new AbortController()
    const connected = errorOf(transport.connect({ timeoutMs: 'forever', signal: abort.signal }))
    await log.until('connectFailed')
    abort.abort(new Error('enough'))
    expect(await connected).toMatchObject({ message: 'enough' })
  })

  it('tries the next URL when one does not answer', async () => {
    const dead = `amqp://127.0.0.1:${await freePort()}`
    const transport = broker.make({ url: [dead, broker.host.url], reconnectInterval: '1h' })
    await transport.connect()
    await transport.publish(jobMessage('second', 'x'))
  })

  it('is opened by its first user and closed by its last', async () => {
    const transport = broker.make()
    const releases = [await transport.acquire(), await transport.acquire()]
    await releases[0]!()
    await transport.publish(jobMessage('shared', 'x'))
    await releases[1]!()
    expect(await errorOf(transport.publish(jobMessage('shared', 'x')))).toMatchObject({
      code: 'ARQ_CLOSED',
    })
    const release = await transport.acquire()
    await transport.publish(jobMessage('shared', 'x'))
    await release()
  })

  it('leaves no connection behind when closed', async () => {
    const transport = broker.make({ connectionName: 'leaving' })
    await transport.connect()
    await transport.consume('leaving', { prefetch: 1 }, (delivery) => delivery.ack())
    const ours = async (): Promise<string[]> =>
      (await connectionNames()).filter((name) => name.startsWith('leaving'))
    await eventually(ours, (names) => names.length === 2)
    await transport.close()
    await transport.close()
    await eventually(ours, (names) => names.length === 0)
    expect(await errorOf(transport.connect())).toMatchObject({ code: 'ARQ_CLOSED' })
  })
})

describe('a lost connection', () => {
  it('rejects what was under way, never hangs, and later publishes go through', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url })
    await transport.connect()
    const log = new EventLog(transport)
    await transport.publish(jobMessage('lost', 'declares the queue'))
    proxy.freeze()
    const underWay = Array.from({ length: 100 }, () => transport.publish(jobMessage('lost', 'x')))
    proxy.cut()
    const codes = new Set((await Promise.all(underWay.map(errorOf))).map((error) => error?.code))
    expect(codes).toEqual(new Set(['ARQ_CONNECTION_LOST']))
    expect((await log.until('disconnected')).error).toMatchObject({ code: 'ARQ_CONNECTION_LOST' })
    await transport.publish(jobMessage('lost', 'after'))
    expect(log.of('connected')).toHaveLength(1)
  })

  it('gives every publish an outcome while the connection breaks again and again', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url })
    await transport.connect()
    const log = new EventLog(transport)
    const confirmed: string[] = []
    const outcomes: ReturnType<typeof errorOf>[] = []
    for (let round = 0; round < 5; round += 1) {
      for (let index = 0; index < 200; index += 1) {
        const text = `${round}-${index}`
        const publish = transport.publish(jobMessage('stormy', text))
        outcomes.push(errorOf(publish.then(() => confirmed.push(text))))
        if (index % 20 === 0) await new Promise(setImmediate)
      }
      proxy.cut()
      await log.until('connected', round + 1)
    }
    const codes = new Set((await Promise.all(outcomes)).map((error) => error?.code))
    expect(
      [...codes].filter((code) => code !== undefined && code !== 'ARQ_CONNECTION_LOST'),
    ).toEqual([])
    // What was confirmed is there; what was not may be there as well.
    const inbox = new Inbox()
    await transport.consume('stormy', { prefetch: 1000 }, inbox.take)
    await inbox.until(confirmed.length)
    await eventually(
      async () => confirmed.filter((text) => !inbox.texts.includes(text)),
      (missing) => missing.length === 0,
    )
  })

  it('keeps publishes that were not sent until the connection is back', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url })
    await transport.connect()
    const log = new EventLog(transport)
    await proxy.stop()
    await log.until('disconnected')
    const waiting = transport.publish(jobMessage('patient', 'x'))
    await log.until('connectFailed')
    await proxy.start()
    await waiting
    expect(await transport.queueInfo('patient')).toMatchObject({ ready: 1 })
  })

  it('rejects publishes that wait longer than the connection timeout', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({
      url: proxy.url,
      connectionTimeout: '300ms',
      maxReconnectAttempts: 0,
    })
    await transport.connect()
    const log = new EventLog(transport)
    await proxy.stop()
    await log.until('disconnected')
    expect(await errorOf(transport.publish(jobMessage('impatient', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
  })

  it('is given up after the configured attempts; publishes are then refused at once', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url, maxReconnectAttempts: 3 })
    await transport.connect()
    const log = new EventLog(transport)
    await proxy.stop()
    const last = await log.until('connectFailed', 3)
    expect(last.retryInMs).toBe(Infinity)
    const error = await errorOf(transport.publish(jobMessage('given-up', 'x')))
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error?.message).toContain('after 3 attempts')
  })

  it('is not opened again when autoReconnect is off', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url, autoReconnect: false })
    await transport.connect()
    const log = new EventLog(transport)
    proxy.cut()
    await log.until('disconnected')
    const error = await errorOf(transport.publish(jobMessage('once', 'x')))
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error?.message).toContain('autoReconnect is false')
    expect(log.of('connectFailed')).toEqual([])
  })

  it('does not keep a transport from closing', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url })
    await transport.connect()
    const log = new EventLog(transport)
    await transport.consume('closing', { prefetch: 1 }, (delivery) => delivery.ack())
    await proxy.stop()
    await log.until('connectFailed')
    await transport.close()
  })
})
