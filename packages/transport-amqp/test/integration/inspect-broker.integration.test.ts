import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../../src/index.js'
import { bucketQueue } from '../../src/topology/delay-queues.js'
import { errorOf } from '../transport-bench.js'
import { VirtualHost } from '../virtual-host.js'

let host: VirtualHost

beforeAll(async () => {
  host = await VirtualHost.create()
})
afterAll(() => host.dispose())

/** By a transport that was never connected. */
const inspectBroker = (settings: AmqpTransportSettings, queueNames: readonly string[]) =>
  new AmqpTransport(settings).inspectBroker(queueNames)

const publish = async (transport: AmqpTransport, queueName: string): Promise<void> => {
  await transport.connect()
  try {
    await transport.publish({
      queueName,
      kind: 'job',
      body: Buffer.from('{}'),
      headers: {},
      messageId: queueName,
    })
  } finally {
    await transport.close()
  }
}

it('finds queues as the transport has declared them, and how they differ from other settings', async () => {
  const { url, managementUrl } = host
  const queues = {
    usual: {},
    plain: { type: 'classic', maxPriority: 5 },
    bounded: { maxLength: 5, messageTtl: '1h' },
  } as const
  const names = Object.keys(queues)
  for (const name of names) await publish(new AmqpTransport({ url, queues }), name)

  const same = await inspectBroker({ url, managementUrl, queues }, names)
  expect(same.queues.map(({ differences }) => differences)).toEqual([[], [], []])

  const other = await inspectBroker({ url, managementUrl }, names)
  for (const { name, differences } of other.queues) {
    // The broker agrees.
    const declared = publish(new AmqpTransport({ url }), name)
    if (differences?.length === 0) await declared
    else await expect(declared).rejects.toMatchObject({ code: 'ARQ_TOPOLOGY_MISMATCH' })
  }
  expect(other.queues.map(({ differences }) => differences?.map(({ name }) => name))).toEqual([
    [],
    expect.arrayContaining(['x-queue-type', 'x-max-priority']),
    ['x-message-ttl', 'x-max-length'],
  ])
})

it('declares nothing, whatever it is asked about', async () => {
  const before = await host.queueNames()
  const { amqp, queues, delays } = await inspectBroker({ url: host.url }, ['nope'])
  expect(bucketQueue(250).name).toBe(`${delays.bucketPrefix}250`)
  expect(amqp.isOpen && [...amqp.queues]).toContainEqual(['nope', undefined])
  expect(queues).toMatchObject([{ name: 'nope', differences: undefined }])
  expect(await host.queueNames()).toEqual(before)
})

it('answers for a broker that lets nobody in, too', async () => {
  const url = new URL(host.url)
  url.password = 'wrong'
  const managementUrl = new URL(host.managementUrl)
  managementUrl.password = 'wrong'
  const seen = await inspectBroker({ url: url.href, managementUrl: managementUrl.href }, ['q'])
  expect(seen.amqp).toMatchObject({ isOpen: false, error: { code: 'ARQ_CONNECTION_AUTH' } })
  expect(seen.management).toMatchObject({ isOpen: false, status: 401 })
  expect(JSON.stringify(seen)).not.toContain('wrong')
})

it('tells what a user may see who has no rights of an operator', async () => {
  const url = await host.addUser(`${host.name}-plain`, 'plain', '')
  const seen = await inspectBroker({ url }, ['usual'])
  expect(seen.amqp).toMatchObject({ isOpen: true })
  expect(seen.delays).toMatchObject({ asked: 'auto', hasPlugin: false })
  await host.api('DELETE', `users/${host.name}-plain`)
})

it('goes on past a queue that another connection keeps for itself', async () => {
  await host.onChannel((channel) => channel.assertQueue('private', { exclusive: true }))
  const { amqp } = await inspectBroker({ url: host.url }, ['private', 'usual'])
  expect(amqp.isOpen && amqp.queues.has('private')).toBe(false)
  expect(amqp.isOpen && amqp.queues.get('usual')).toMatchObject({ name: 'usual' })
})

it('waits no more for a broker that says nothing when the signal aborts, and lets go of it', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const at = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const transport = new AmqpTransport({ url: `amqp://${at}`, managementUrl: `http://g:g@${at}` })
  const abort = new AbortController()
  const looking = errorOf(transport.inspectBroker(['usual'], { signal: abort.signal }))
  await once(silent, 'connection')
  abort.abort('enough')
  expect(await looking).toMatchObject({ name: 'AbortError', cause: 'enough' })
  // An attempt to connect cannot be called off; its time limit or our end of it does.
  for (const socket of sockets) socket.destroy()
  silent.close()

  const before = errorOf(transport.inspectBroker([], { signal: AbortSignal.abort('before') }))
  expect(await before).toMatchObject({ name: 'AbortError', cause: 'before' })
})
