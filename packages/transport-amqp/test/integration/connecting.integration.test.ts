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

/** A port that takes connections and says nothing on them. */
async function silentPort() {
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, close: () => silent.close() }
}

interface ListedConnection {
  readonly name: string
  readonly client_properties: { readonly connection_name?: string }
}

async function connections(): Promise<ListedConnection[]> {
  const path = `vhosts/${broker.host.name}/connections`
  return (await broker.host.api('GET', path)) as ListedConnection[]
}

async function connectionNames(): Promise<string[]> {
  const found = await connections()
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
    const { port, close } = await silentPort()
    const transport = broker.make({ url: `amqp://127.0.0.1:${port}`, connectionTimeout: '300ms' })
    expect(await errorOf(transport.connect())).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    close()
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

  it('says in the broker’s own words why it does not open the virtual host', async () => {
    const unknown = broker.make({ url: withLogin('guest', 'guest', 'no-such-vhost') })
    expect((await errorOf(unknown.connect()))?.message).toMatch(
      /530 NOT_ALLOWED - (access to )?vhost '?no-such-vhost'? .*not found/,
    )
    const user = `stranger-${broker.host.name}`
    await broker.host.api('PUT', `users/${user}`, { password: 'x', tags: '' })
    const stranger = broker.make({ url: withLogin(user, 'x', broker.host.name) })
    expect(await errorOf(stranger.connect())).toMatchObject({
      code: 'ARQ_CONNECTION_AUTH',
      message: expect.stringMatching(/530 NOT_ALLOWED - access to vhost .* refused for user/),
    })
    await broker.host.api('DELETE', `users/${user}`)
  })

  it.each([
    ['the virtual host', (_user: string) => `vhost-limits/${broker.host.name}/max-connections`],
    ['the user', (user: string) => `user-limits/${user}/max-connections`],
  ])('waits while the connections of %s are at their limit', async (_of, limitOf) => {
    const user = `many-${broker.host.name}`
    const url = await broker.host.addUser(user, 'x', '.*')
    const limit = limitOf(user)
    await broker.host.api('PUT', limit, { value: 0 })
    const transport = broker.make({ url })
    const log = new EventLog(transport)
    const connected = transport.connect({ timeoutMs: 'forever' })
    const { error } = await log.until('connectFailed', 2)
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED', retryable: true })
    expect(error.message).toMatch(/connection limit \(0\) is reached/)
    await broker.host.api('DELETE', limit)
    await connected
    await transport.close()
    await broker.host.api('DELETE', `users/${user}`)
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

  it('lets each user wait as long as he wants, whoever came first', async () => {
    const proxy = await broker.openProxy()
    await proxy.stop()
    const transport = broker.make({ url: proxy.url })
    const log = new EventLog(transport)
    // A client that gives up soon, a worker that never does, and one that is stopped meanwhile.
    const client = errorOf(transport.acquire({ timeoutMs: 300 }))
    const worker = transport.acquire({ timeoutMs: 'forever' })
    const stop = new AbortController()
    const stopped = errorOf(transport.acquire({ timeoutMs: 'forever', signal: stop.signal }))
    await log.until('connectFailed')
    stop.abort('stop()')
    expect(await stopped).toMatchObject({ name: 'AbortError', cause: 'stop()' })
    const error = await client
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error?.message).toMatch(/within 0.3 s: .*ECONNREFUSED/)
    await proxy.start()
    const release = await worker
    await transport.publish(jobMessage('joined', 'x'))
    await release()
  })

  it('gives up connecting when nobody waits any more, and tries anew for who comes then', async () => {
    const proxy = await broker.openProxy()
    await proxy.stop()
    const transport = broker.make({ url: proxy.url })
    expect(await errorOf(transport.acquire({ timeoutMs: 50 }))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
    await proxy.start()
    const release = await transport.acquire()
    await transport.publish(jobMessage('anew', 'x'))
    await release()
  })

  it.each([
    ['nobody listens', async () => ({ port: await freePort(), close: () => undefined })],
    ['somebody listens and never speaks', silentPort],
  ])('is closed while it connects to where %s: both calls end', async (_, target) => {
    const { port, close } = await target()
    const transport = broker.make({ url: `amqp://127.0.0.1:${port}` })
    const connecting = errorOf(transport.connect())
    await transport.close()
    expect(await connecting).toMatchObject({ code: 'ARQ_CLOSED' })
    close()
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

  it('is told in the words of the operator who closed it, and opened anew in both directions', async () => {
    const transport = await broker.open({ connectionName: 'watched' })
    const log = new EventLog(transport)
    const inbox = new Inbox()
    await transport.consume('closed-by-operator', { prefetch: 1 }, inbox.take)
    const ours = async (): Promise<ListedConnection[]> =>
      (await connections()).filter(({ client_properties: { connection_name: name } }) =>
        name?.startsWith('watched'),
      )
    // The management interface is some seconds behind.
    for (const { name } of await eventually(ours, (found) => found.length === 2)) {
      await broker.host.api('DELETE', `connections/${encodeURIComponent(name)}`)
    }
    const { error } = await log.until('disconnected')
    expect(error.message).toMatch(/CONNECTION_FORCED - Closed via management plugin/)
    await log.until('consuming')
    await transport.publish(jobMessage('closed-by-operator', 'x'))
    await inbox.until(1)
    // The second of its connections may have been closed a moment later.
    await eventually(
      async () => transport.health.status,
      (status) => status === 'ready',
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
    await transport.connect({ timeoutMs: 'forever' })
    const log = new EventLog(transport)
    await proxy.stop()
    await log.until('disconnected')
    expect(await errorOf(transport.publish(jobMessage('impatient', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
  })

  it('is waited for without an end by default', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url, reconnectInterval: '20ms' })
    await transport.connect()
    const log = new EventLog(transport)
    await proxy.stop()
    // More than any default that gave up ever was.
    await log.until('connectFailed', 25)
    await proxy.start()
    await log.until('connected')
    expect(log.of('gaveUp')).toEqual([])
    await transport.publish(jobMessage('after-a-long-outage', 'x'))
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
    expect(log.of('gaveUp')).toMatchObject([{ error: { message: error?.message } }])
  })

  it('is given up for both directions, also while one of them is still to be opened', async () => {
    const proxy = await broker.openProxy()
    const transport = broker.make({ url: proxy.url, maxReconnectAttempts: 3 })
    await transport.connect()
    const log = new EventLog(transport)
    await proxy.stop()
    // Far from over: the connection for consuming has its first attempts, and `connectionTimeout` is 30 s.
    const error = await errorOf(transport.consume('given-up', { prefetch: 1 }, () => {}))
    expect(error).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(error?.message).toContain('after 3 attempts')
    await log.until('gaveUp')
    expect(await errorOf(transport.publish(jobMessage('given-up', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
    })
    expect(log.of('gaveUp')).toHaveLength(1)
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
    expect(log.of('gaveUp')).toHaveLength(1)
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
