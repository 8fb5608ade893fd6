import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterEach, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'

const WITHIN_MS = 300_000
let server: RocketMQServer | undefined
afterEach(() => server?.dispose())

async function sendsAndReceives(transport: RocketMQTransport): Promise<string> {
  const text = 'with a login'
  const body = Buffer.from(text)
  await transport.publish({ queueName: 'q', kind: 'job', body, headers: {}, messageId: 'm' })
  const delivery = await new Promise<Uint8Array>((resolve) => {
    void transport.consume('q', { prefetch: 1 }, (one) => {
      one.ack()
      resolve(one.body)
    })
  })
  return Buffer.from(delivery).toString()
}

it(
  'logs in by the URL, and refuses a wrong secret at once',
  async () => {
    server = await createRocketMQ({ acl: true })
    await server.start()
    const { accessKey, secretKey } = server.credentials!
    const urlWith = (secret: string) =>
      `rocketmq://${accessKey}:${encodeURIComponent(secret)}@${server!.nameServerAddress}`
    await using transport = new RocketMQTransport({ url: urlWith(secretKey) })
    await transport.connect()
    expect(await sendsAndReceives(transport)).toBe('with a login')

    await using wrong = new RocketMQTransport({ url: urlWith('wrong'), connectionTimeout: 200 })
    const connecting = wrong.connect()
    await expect(connecting).rejects.toMatchObject({ code: 'ARQ_CONNECTION_AUTH' })
    await expect(connecting).rejects.not.toThrow('wrong@')
  },
  WITHIN_MS,
)

it(
  'speaks TLS to brokers that want it',
  async () => {
    server = await createRocketMQ({ tls: true })
    await server.start()
    const { ca } = server.tls!
    const url = `rocketmqs://${server.nameServerAddress}`
    await using transport = new RocketMQTransport({ url, tls: { ca } })
    await transport.connect()
    expect(await sendsAndReceives(transport)).toBe('with a login')
  },
  WITHIN_MS,
)
