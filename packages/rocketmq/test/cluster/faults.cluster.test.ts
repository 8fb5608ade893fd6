import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { ClientInstance } from '../../src/client/client-instance.js'
import { isRocketMQError } from '../../src/errors/errors.js'
import type { RemotingEvent } from '../../src/remoting/remoting-events.js'
import { uniqueName } from '../integration/rocketmq-server.js'

const LIMITS = { timeoutMs: 20_000 }
const MAX_OFFSET = 30

/** Its own servers: two name servers, one broker. They are killed and frozen here. */
describe('faults of real servers', () => {
  let server: RocketMQServer
  const instances: ClientInstance[] = []
  beforeAll(async () => {
    server = await createRocketMQ({
      nameServers: 2,
      // Without these a broker that is told to stop just closes its connections.
      brokerConfig: { enableShutdownGracefully: 'true', shutdownWaitTimeSeconds: '3' },
    })
    await server.start()
  }, 120_000)
  afterEach(async () => {
    await Promise.all(instances.splice(0).map((instance) => instance.close()))
  })
  afterAll(() => server.dispose())

  async function setup() {
    const instance = new ClientInstance({
      nameServers: server.nameServerAddress,
      connection: { requestTimeoutMs: 1500, reconnect: { initialDelayMs: 50, maxDelayMs: 500 } },
      random: () => 0,
    })
    instances.push(instance)
    instance.acquire()
    await instance.routes.route('TBW102')
    const [broker] = server.brokers
    const askBroker = () =>
      instance.remoting.invoke(
        broker.address,
        { code: MAX_OFFSET, ext: { topic: 'TBW102', queueId: '0' } },
        LIMITS,
      )
    return { instance, broker, askBroker }
  }

  const nextEvent = (instance: ClientInstance, fits: (event: RemotingEvent) => boolean) =>
    new Promise<RemotingEvent>((resolve) => {
      const off = instance.remoting.on((event) => {
        if (!fits(event)) return
        off()
        resolve(event)
      })
    })

  it('a killed broker fails its calls at once; when it is back, it is used again and knows us', async () => {
    const { instance, broker, askBroker } = await setup()
    instance.registerProducer(uniqueName('group'))
    await instance.heartbeat()
    broker.pause()
    const waiting = askBroker()
    const lost = nextEvent(
      instance,
      (event) =>
        event.type === 'connectionState' &&
        event.address === broker.address &&
        event.state === 'closed',
    )
    await broker.kill()

    await expect(waiting).rejects.toMatchObject({ code: 'ROCKETMQ_CONNECTION_LOST' })
    await expect(lost).resolves.toMatchObject({ state: 'closed' })
    await expect(askBroker()).rejects.toThrow('connection refused')

    const back = nextEvent(
      instance,
      (event) => event.type === 'connectionState' && event.state === 'connected',
    )
    await broker.restart()
    await expect(back).resolves.toMatchObject({ address: broker.address })
    await expect(instance.introduceTo(broker.address)).resolves.toBe(true)
    await expect(askBroker()).resolves.toMatchObject({ code: 0 })
  }, 120_000)

  it('a name server that is killed, or frozen, is replaced by the other one', async () => {
    const { instance } = await setup()
    const [first, second] = server.nameServers
    expect(instance.nameServers.current).toBe(first.address)
    await first.kill()
    await expect(instance.nameServers.topicRoute('TBW102')).resolves.toBeDefined()
    expect(instance.nameServers.current).toBe(second?.address)

    await first.restart()
    second?.pause()
    await expect(instance.nameServers.topicRoute('TBW102')).resolves.toBeDefined()
    expect(instance.nameServers.current).toBe(first.address)
    second?.resume()
  }, 120_000)

  it('no name server at all: the error names both, and known routes go on', async () => {
    const { instance, askBroker } = await setup()
    const [first, second] = server.nameServers
    await Promise.all([first.kill(), second?.kill()])

    await expect(instance.nameServers.topicRoute('Other')).rejects.toMatchObject({
      code: 'ROCKETMQ_NO_NAME_SERVER',
      message: expect.stringMatching(
        `${first.address}.*${second?.address ?? ''}|${second?.address ?? ''}.*${first.address}`,
      ),
    })
    await instance.routes.refreshAll()
    await expect(instance.routes.publishRoute('TBW102')).resolves.toBeDefined()
    await expect(askBroker()).resolves.toMatchObject({ code: 0 })
    await first.restart()
    await second?.restart()
  }, 120_000)

  it('a broker that is told to stop sends its clients away, and no call is left waiting', async () => {
    const { instance, broker, askBroker } = await setup()
    await askBroker()
    const state = { isStopped: false }
    const stopping = broker.stop().then(() => (state.isStopped = true))
    const outcomes = new Set<string>()
    const goAways: string[] = []
    instance.remoting.on(({ type, address }) => {
      if (type === 'goAway') goAways.push(address)
    })
    while (!state.isStopped) {
      await askBroker().then(
        ({ code }) => outcomes.add(`code ${code}`),
        (error: unknown) => outcomes.add(isRocketMQError(error) ? error.code : 'another error'),
      )
      // The process’s end must have a chance to be noticed.
      await new Promise(setImmediate)
    }
    await stopping

    // Moved once; the server still listened then and sent the calls away again, until it was gone.
    expect(goAways).toEqual([broker.address])
    expect([...outcomes]).toEqual(expect.arrayContaining(['code 0', 'code 1500']))
    expect(outcomes.has('ROCKETMQ_REQUEST_TIMEOUT')).toBe(false)
    expect(instance.remoting.pendingCount).toBe(0)
    await broker.restart()
  }, 120_000)
})
