import { once } from 'node:events'

import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { clientId, localIp, uniqueInstanceName } from '../../src/client/client-id.js'
import { ClientInstance, type ClientInstanceOptions } from '../../src/client/client-instance.js'
import { resolveClientSettings } from '../../src/client/client-settings.js'
import { heartbeatKind } from '../../src/client/heartbeats.js'
import { localizedMessage } from '../../src/errors/errors.js'
import type { ConsumerData } from '../../src/protocol/requests/heartbeat.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import { ScriptedServer } from '../scripted-server.js'

const HEARTBEAT = 34
const UNREGISTER = 35

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function setup(options: Partial<ClientInstanceOptions> = {}) {
  const broker = await ScriptedServer.start()
  const routes = new Map([['T', routeBody({ 'broker-a': broker.address })]])
  const nameServer = await ScriptedServer.start(nameServerScript(routes))
  const instance = new ClientInstance({
    nameServers: nameServer.address,
    clientIp: '10.1.2.3',
    ...options,
  })
  cleanups.push(
    () => instance.close(),
    () => broker.stop(),
    () => nameServer.stop(),
  )
  return { instance, broker, nameServer, routes }
}

const consumer = (groupName: string): ConsumerData => ({
  groupName,
  consumeType: 'CONSUME_PASSIVELY',
  messageModel: 'CLUSTERING',
  consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
  unitMode: false,
  subscriptions: [],
})

const heartbeatsAt = (broker: ScriptedServer) =>
  broker.requests
    .filter(({ code }) => code === HEARTBEAT)
    .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>)

/** Resolves when the server has seen so many requests of a code. */
const seen = (server: ScriptedServer, code: number, count: number): Promise<void> =>
  server.until((requests) => requests.filter((request) => request.code === code).length >= count)

describe('ClientInstance', () => {
  it('introduces itself to a new broker at once, also while another one is to be asked again later', async () => {
    const { instance, broker, routes } = await setup()
    instance.acquire()
    instance.registerProducer('producers')
    // Only the wait of the second attempt is a fake: it never ends by itself.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
    try {
      broker.use({ onRequest: (peer, { opaque }) => peer.answer(opaque, { code: 1 }) })
      await instance.routes.publishRoute('T')
      jest.advanceTimersByTime(1)
      await seen(broker, HEARTBEAT, 1)
      const { failed } = await instance.heartbeat()
      expect(failed).toHaveLength(1)

      const newcomer = await ScriptedServer.start()
      cleanups.push(() => newcomer.stop())
      routes.set('U', routeBody({ 'broker-b': newcomer.address }))
      await instance.routes.publishRoute('U')
      jest.advanceTimersByTime(1)
      await seen(newcomer, HEARTBEAT, 1)
    } finally {
      jest.useRealTimers()
    }
  })

  it('tells the brokers of a new route who we are, at once', async () => {
    const { instance, broker } = await setup({ instanceName: 'one' })
    instance.acquire()
    instance.registerProducer('producers')
    await instance.routes.publishRoute('T')
    await seen(broker, HEARTBEAT, 1)

    expect(heartbeatsAt(broker)[0]).toMatchObject({
      clientID: '10.1.2.3@one',
      producerDataSet: [{ groupName: 'producers' }],
      consumerDataSet: [],
    })
  })

  it('repeats heartbeats and route refreshes', async () => {
    const { instance, broker, nameServer } = await setup({
      heartbeatIntervalMs: 100,
      routeRefreshIntervalMs: 100,
    })
    instance.acquire()
    instance.registerProducer('producers')
    await instance.routes.publishRoute('T')
    await seen(broker, HEARTBEAT, 3)
    await seen(nameServer, 105, 3)
  })

  it('introduces itself again after a broken connection', async () => {
    const { instance, broker } = await setup()
    instance.acquire()
    instance.registerProducer('producers')
    await instance.routes.publishRoute('T')
    await seen(broker, HEARTBEAT, 1)
    await expect(instance.introduceTo(broker.address)).resolves.toBe(true)
    broker.peers[0]?.socket.resetAndDestroy()

    await broker.until(() => broker.peers[1]?.requests[0]?.code === HEARTBEAT)
  })

  it('says good-bye for a group with its last user, and to each broker', async () => {
    const { instance, broker } = await setup()
    instance.acquire()
    const first = instance.registerProducer('producers')
    const second = instance.registerProducer('producers')
    const leave = instance.registerConsumer('consumers', () => consumer('consumers'))
    await instance.routes.publishRoute('T')
    await instance.heartbeat()

    await first()
    await first()
    expect(broker.requests.filter(({ code }) => code === UNREGISTER)).toEqual([])
    await instance.heartbeat()
    expect(heartbeatsAt(broker).at(-1)).toMatchObject({
      producerDataSet: [{ groupName: 'producers' }],
    })
    await second()
    await leave()
    expect(
      broker.requests.filter(({ code }) => code === UNREGISTER).map(({ extFields }) => extFields),
    ).toEqual([
      { clientID: instance.clientId, producerGroup: 'producers' },
      { clientID: instance.clientId, consumerGroup: 'consumers' },
    ])
  })

  it('lives as long as its users, and not again', async () => {
    const { instance, nameServer } = await setup()
    const release = instance.acquire()
    const releaseOther = instance.acquire()
    await release()
    await release()
    await expect(instance.routes.publishRoute('T')).resolves.toBeDefined()
    await releaseOther()

    expect(instance.isRunning).toBe(false)
    await expect(instance.nameServers.topicRoute('T')).rejects.toMatchObject({
      code: 'ROCKETMQ_CLOSED',
    })
    expect(() => instance.acquire()).toThrow(/is closed/)
    expect(nameServer.requests).toHaveLength(1)
  })

  it('ends while a broker stays silent', async () => {
    const { instance, broker } = await setup({
      heartbeatIntervalMs: 100,
      connection: { requestTimeoutMs: 60_000 },
    })
    broker.use({ onRequest: () => undefined })
    instance.acquire()
    instance.registerProducer('producers')
    await instance.routes.publishRoute('T')
    // The second is that of the rhythm, which closing must not wait for.
    await seen(broker, HEARTBEAT, 2)

    await instance.close()
  })

  it('reports brokers that it cannot reach instead of throwing', async () => {
    const { instance, broker } = await setup()
    instance.acquire()
    instance.registerProducer('producers')
    await broker.stop()
    await instance.routes.publishRoute('T')

    await expect(instance.heartbeat()).resolves.toMatchObject({
      reached: [],
      failed: [{ address: broker.address, error: { code: 'ROCKETMQ_CONNECT_FAILED' } }],
    })
    await expect(instance.introduceTo(broker.address)).resolves.toBe(false)
  })

  it('closes the connections to brokers that no route names any more', async () => {
    const { instance, broker, routes } = await setup({ routeRefreshIntervalMs: 100 })
    const moved = await ScriptedServer.start()
    cleanups.push(() => moved.stop())
    instance.acquire()
    instance.registerProducer('producers')
    await instance.routes.publishRoute('T')
    await seen(broker, HEARTBEAT, 1)
    const closed = once(broker.peers[0]!.socket, 'close')
    routes.set('T', routeBody({ 'broker-a': moved.address }))

    await closed
    await seen(moved, HEARTBEAT, 1)
    expect([...instance.remoting.connections().keys()]).not.toContain(broker.address)
  })

  it('refuses a second consumer of one group', async () => {
    const { instance } = await setup()
    instance.registerConsumer('consumers', () => consumer('consumers'))

    expect(() => instance.registerConsumer('consumers', () => consumer('consumers'))).toThrow(
      /has a consumer of consumers already/,
    )
  })

  it('lets one user at a time answer for the transactions of a group', async () => {
    const { instance } = await setup()
    const release = instance.answerTransactionsOf('orders')
    instance.answerTransactionsOf('payments')

    expect(() => instance.answerTransactionsOf('orders')).toThrow(
      /has a transaction producer of orders already; give each its own client/,
    )
    release()
    instance.answerTransactionsOf('orders')
    release()
    expect(() => instance.answerTransactionsOf('orders')).toThrow(/orders already/)
  })
})

describe('the heartbeat of version 2', () => {
  it('is used with brokers that know it, and leaves out what they have been told', () => {
    const knows = { supportsVersion2: true, told: 'this' }

    expect(heartbeatKind(undefined, 'this', true)).toBe('plain')
    expect(heartbeatKind({ ...knows, supportsVersion2: false }, 'this', true)).toBe('plain')
    expect(heartbeatKind({ ...knows, told: undefined }, 'this', true)).toBe('full')
    expect(heartbeatKind(knows, 'this', true)).toBe('withoutSubscriptions')
    expect(heartbeatKind(knows, 'that', true)).toBe('full')
    expect(heartbeatKind(knows, 'this', false)).toBe('plain')
  })

  it('is repeated in full at once when the broker has other subscriptions', async () => {
    const { instance, broker } = await setup()
    broker.use({
      onRequest: (peer, { opaque, body }) => {
        const { withoutSub } = JSON.parse(body.toString()) as { withoutSub: boolean }
        const ext = { IS_SUPPORT_HEART_BEAT_V2: 'true', IS_SUB_CHANGE: String(withoutSub) }
        peer.answer(opaque, { ext })
      },
    })
    instance.registerConsumer('consumers', () => consumer('consumers'))
    await instance.routes.route('T')
    for (let beat = 0; beat < 3; beat += 1) await instance.heartbeat()

    expect(heartbeatsAt(broker).map(({ withoutSub }) => withoutSub)).toEqual([
      false,
      false,
      true,
      false,
    ])
  })
})

describe('the client id', () => {
  it('is ip@instance, with the unit when there is one', () => {
    expect(clientId({ ip: '10.0.0.1', instanceName: 'a' })).toBe('10.0.0.1@a')
    expect(clientId({ ip: '10.0.0.1', instanceName: 'a', unitName: 'u' })).toBe('10.0.0.1@a@u')
  })

  it('is unlike any other by default', () => {
    expect(uniqueInstanceName()).not.toBe(uniqueInstanceName())
    expect(uniqueInstanceName()).toMatch(new RegExp(`^${String(process.pid)}#\\d+$`))
  })

  it('takes an IPv4 address that others can reach, else IPv6, else the loopback one', () => {
    const rest = { netmask: '', mac: '', cidr: null }
    const v4 = (address: string, internal: boolean) =>
      ({ ...rest, address, internal, family: 'IPv4' }) as const
    const v6 = { ...rest, address: 'fd00::1', internal: false, family: 'IPv6', scopeid: 0 } as const
    const lo = [v4('127.0.0.1', true)]

    expect(localIp({ lo, eth: [v6, v4('10.0.0.7', false)] })).toBe('10.0.0.7')
    expect(localIp({ lo, eth: [v6] })).toBe('fd00::1')
    expect(localIp({ lo })).toBe('127.0.0.1')
  })
})

describe('client settings', () => {
  const wrong = (settings: object) => () =>
    resolveClientSettings(settings as Parameters<typeof resolveClientSettings>[0])

  const errorOf = (call: () => unknown): unknown => {
    try {
      return call()
    } catch (error) {
      return error
    }
  }

  it('take name servers as one text or as a list', () => {
    const expected = ['a:9876', '[::1]:9877']

    expect(resolveClientSettings({ nameServers: 'a:9876; [::1]:9877' }).nameServers).toEqual(
      expected,
    )
    expect(resolveClientSettings({ nameServers: ['a:9876', '[::1]:9877'] }).nameServers).toEqual(
      expected,
    )
  })

  it('are refused by name, value and what is allowed', () => {
    expect(wrong({})).toThrow(/nameServers/)
    expect(wrong({ nameServers: 'localhost' })).toThrow(/nameServers: "localhost" is not host:port/)
    expect(wrong({ nameServers: '' })).toThrow(/at least one host:port/)
    expect(wrong({ nameServers: 'a:1', heartbeatInterval: 5 })).toThrow(
      /heartbeatInterval: unknown key; did you mean heartbeatIntervalMs\?/,
    )
    expect(wrong({ nameServers: 'a:1', connection: { tls: { cA: 'x' } } })).toThrow(
      /connection\.tls/,
    )
    expect(wrong({ nameServers: 'a:1', connection: { connectTimeoutMs: 0 } })).toThrow(
      /connection\.connectTimeoutMs: must be at least 1, got 0/,
    )
  })

  it('are refused in Chinese, too', () => {
    const settings = {
      nameServers: 'a:1',
      heartbeatInterval: 5,
      connection: { connectTimeoutMs: 0 },
    }
    const words = localizedMessage(errorOf(wrong(settings)), 'zh-CN')
    expect(words).toContain('heartbeatInterval：未知的键；是否想用 heartbeatIntervalMs？')
    expect(words).toContain('connection.connectTimeoutMs：不能小于 1，收到 0')
  })

  it('never show a secret', () => {
    const settings = { nameServers: 'a:1', connection: { acl: { accessKey: 5, secretKey: 'sec' } } }

    expect(wrong(settings)).toThrow(/connection\.acl\.accessKey/)
    expect(wrong(settings)).not.toThrow(/sec\b/)
  })
})
