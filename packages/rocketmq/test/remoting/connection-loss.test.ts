import { once } from 'node:events'

import { describe, expect, it } from '@jest/globals'

import { answerFrame } from '../scripted-server.js'
import { isState, LIMITS, nextEvent, REQUEST, setup } from './client-and-server.js'

describe('the loss of a connection', () => {
  it('fails all calls on it at once, and the next call opens a new one', async () => {
    let isFirst = true
    const { client, address, server } = await setup({
      onRequest: (peer, { opaque, code }) => {
        if (!isFirst || code === 34) peer.answer(opaque)
        else if (peer.requests.length === 4) {
          isFirst = false
          peer.socket.resetAndDestroy()
        }
      },
    })
    await client.invoke(address, { code: 34 }, LIMITS)
    const calls = [1, 2, 3].map(() => client.invoke(address, REQUEST, { timeoutMs: 60_000 }))

    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'ROCKETMQ_CONNECTION_LOST',
        details: { address },
      })
    }
    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 0 })
    expect(server.peers).toHaveLength(2)
  })

  it('is told with a guess when the server has never answered', async () => {
    const { client, address } = await setup({ onRequest: ({ socket }) => socket.end() })

    await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toMatchObject({
      code: 'ROCKETMQ_CONNECTION_LOST',
      message: expect.stringMatching(/closed the connection.*16 MiB.*require TLS/),
    })
  })

  it('while idle is no error: the connection is opened again on demand', async () => {
    const { client, address, server } = await setup()
    await client.invoke(address, REQUEST, LIMITS)
    const closed = nextEvent(client, isState('closed'))
    server.peers[0]?.socket.end()
    await closed

    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 0 })
    expect(server.peers).toHaveLength(2)
  })

  it('that the server has announced takes no more calls down with it', async () => {
    const { client, address, server } = await setup()
    await client.invoke(address, REQUEST, LIMITS)
    const closing = nextEvent(client, isState('closing'))
    server.peers[0]?.socket.end()
    await closing

    // The old socket is not closed yet: the call must not be written to it.
    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 0 })
    expect(server.peers).toHaveLength(2)
  })

  it('goes through its states, observably', async () => {
    const { client, address } = await setup()
    const states: string[] = []
    client.on((event) => {
      if (event.type === 'connectionState') states.push(event.state)
    })
    await client.invoke(address, REQUEST, LIMITS)
    const closed = nextEvent(client, isState('closed'))
    client.disconnect(address)
    await closed

    expect(states).toEqual(['connecting', 'connected', 'closing', 'closed'])
  })

  it('is assumed when a call timed out and nothing was received for maxSilenceMs', async () => {
    let isSilent = false
    const { client, address, server } = await setup(
      {
        onRequest: (peer, { opaque }) => {
          if (!isSilent) peer.answer(opaque)
        },
      },
      { maxSilenceMs: 40 },
    )
    await client.invoke(address, REQUEST, LIMITS)
    isSilent = true
    const waiting = client.invoke(address, REQUEST, LIMITS)
    await expect(client.invoke(address, REQUEST, { timeoutMs: 60 })).rejects.toThrow('No answer')
    await expect(waiting).rejects.toThrow(/nothing was received for \d+ ms \(maxSilenceMs\)/)
    isSilent = false

    await client.invoke(address, REQUEST, LIMITS)
    expect(server.peers).toHaveLength(2)
  })
})

describe('an address that cannot be reached', () => {
  it('is left alone for a growing while, and used again when it is back', async () => {
    const { client, server, address } = await setup(undefined, {
      reconnect: { initialDelayMs: 50, maxDelayMs: 60 },
    })
    await server.stop()
    const waits: number[] = []
    client.on((event) => {
      if (event.type === 'backingOff') waits.push(event.retryInMs)
    })
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toThrow('connection refused')
    }
    await server.listen()

    // This one waits for the next attempt.
    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 0 })
    expect(waits).toEqual([50, 60, 60])
  })

  it('fails at once when the next attempt would come too late', async () => {
    const { client } = await setup(undefined, { reconnect: { initialDelayMs: 5000 } })
    const call = () => client.invoke('127.0.0.1:1', REQUEST, { timeoutMs: 1000 })
    await expect(call()).rejects.toThrow('connection refused')

    await expect(call()).rejects.toThrow(
      /the last attempt failed \(.*connection refused.*\), the next is in \d+ ms/,
    )
  })

  it('is given up after maxAttempts', async () => {
    const { client } = await setup(undefined, {
      reconnect: { initialDelayMs: 1, maxAttempts: 2 },
    })
    const call = () => client.invoke('127.0.0.1:1', REQUEST, LIMITS)
    await expect(call()).rejects.toThrow('connection refused')
    await expect(call()).rejects.toThrow('connection refused')

    await expect(call()).rejects.toThrow(/gave up after 2 attempts \(reconnect.maxAttempts\)/)
  })

  it.each(['localhost', 'host:0', 'host:99999', 'http://host:80', ':9876', '[::1]'])(
    'is refused when it is not one: %s',
    async (address) => {
      const { client } = await setup()
      await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toThrow('not an address')
    },
  )
})

describe('a server of another kind', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'HTTP'],
    ['gRPC', Buffer.from('000012040000000000000300000080', 'hex'), 'gRPC (HTTP/2)'],
    ['TLS', Buffer.from('15030100020246', 'hex'), 'TLS'],
    ['unknown', 'GIF89a??', 'something else (first bytes: 4749463839613f3f)'],
  ])('is told by its first bytes: %s', async (_name, bytes, protocol) => {
    const { client, address } = await setup({ onRequest: ({ socket }) => socket.write(bytes) })

    await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toMatchObject({
      code: 'ROCKETMQ_WRONG_PROTOCOL',
      message: expect.stringContaining(`${address} speaks ${protocol}, not RocketMQ remoting`),
    })
  })

  it('drops a connection whose bytes stop making sense', async () => {
    const { client, address } = await setup({
      onRequest: (peer, { opaque }) =>
        peer.socket.write(
          Buffer.concat([answerFrame(opaque), Buffer.from('ffffffff00000000', 'hex')]),
        ),
    })
    const closed = nextEvent(client, isState('closed'))
    await client.invoke(address, REQUEST, LIMITS)

    await expect(closed).resolves.toMatchObject({
      error: { message: expect.stringContaining('the length field says -1 bytes') },
    })
  })
})
