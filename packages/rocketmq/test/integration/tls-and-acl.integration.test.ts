import { readFile } from 'node:fs/promises'

import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { ClientInstance, type ClientInstanceOptions } from '../../src/client/client-instance.js'

const instances: ClientInstance[] = []
afterEach(async () => {
  await Promise.all(instances.splice(0).map((instance) => instance.close()))
})

const open = (server: RocketMQServer, connection: ClientInstanceOptions['connection']) => {
  const instance = new ClientInstance({ nameServers: server.nameServerAddress, connection })
  instances.push(instance)
  instance.acquire()
  return instance
}

const place = { topic: 'TBW102', queueId: 0 }

describe('a RocketMQ that takes TLS only, with a CA of its own', () => {
  let server: RocketMQServer
  beforeAll(async () => {
    server = await createRocketMQ({ tls: true })
    await server.start()
  }, 120_000)
  afterAll(() => server.dispose())

  it('is reached by whoever trusts that CA', async () => {
    const ca = await readFile(server.tls!.caPath)
    const instance = open(server, { tls: { ca } })
    await instance.routes.route('TBW102')

    const address = server.brokers[0].address
    await expect(instance.brokers.maxOffset(address, place)).resolves.toBe(0n)
  })

  it('is refused when its CA is not trusted, or its name is another', async () => {
    const untrusting = open(server, { tls: true })
    await expect(untrusting.routes.route('TBW102')).rejects.toMatchObject({
      code: 'ROCKETMQ_NO_NAME_SERVER',
      message: expect.stringMatching(/TLS handshake.*(certificate|self.signed)/),
    })

    const ca = await readFile(server.tls!.caPath)
    const misled = open(server, { tls: { ca, servername: 'elsewhere.example' } })
    await expect(misled.routes.route('TBW102')).rejects.toThrow(/elsewhere\.example/)
  })

  it('closes plain connections, and the error guesses why', async () => {
    await expect(open(server, {}).routes.route('TBW102')).rejects.toThrow(
      /closed the connection without any answer.*require TLS/,
    )
  })
})

describe('a RocketMQ with ACL that writes binary headers', () => {
  let server: RocketMQServer
  beforeAll(async () => {
    server = await createRocketMQ({ acl: true, binaryHeader: true })
    await server.start()
  }, 120_000)
  afterAll(() => server.dispose())

  it.each(['json', 'binary'] as const)(
    'takes signed requests with %s headers, and is understood',
    async (headerForm) => {
      const instance = open(server, { acl: server.credentials!, headerForm })
      await instance.routes.route('TBW102')
      const address = server.brokers[0].address
      await instance.brokers.createTopic(address, { topic: `Signed-${headerForm}` })

      await expect(instance.brokers.maxOffset(address, place)).resolves.toBe(0n)
    },
  )

  it('refuses unsigned ones, and those signed with another key', async () => {
    const address = server.brokers[0].address
    const unsigned = open(server, {})
    await expect(unsigned.brokers.maxOffset(address, place)).rejects.toMatchObject({
      code: 'ROCKETMQ_NO_PERMISSION',
    })

    const acl = { ...server.credentials!, secretKey: 'another-secret' }
    const forged = open(server, { acl })
    await expect(forged.brokers.maxOffset(address, place)).rejects.toThrow(/signature/)
  })
})

describe('a server without TLS', () => {
  it('is told apart from a wrong certificate', async () => {
    const server = await createRocketMQ()
    try {
      await server.start()
      await expect(open(server, { tls: true }).routes.route('TBW102')).rejects.toThrow(
        /it may not speak TLS/,
      )
    } finally {
      await server.dispose()
    }
  }, 120_000)
})
