import { getEventListeners, once } from 'node:events'

import { describe, expect, it } from '@jest/globals'

import { RemotingClient, type RemotingClientOptions } from '../../src/remoting/remoting-client.js'
import { answerFrame } from '../scripted-server.js'
import { isState, LIMITS, nextEvent, REQUEST, setup } from './client-and-server.js'

describe('a call', () => {
  it('brings the response of any code, with remark, fields and body', async () => {
    const { client, address, server } = await setup({
      onRequest: (peer, { opaque }) =>
        peer.answer(opaque, { code: 17, remark: 'no', ext: { a: 'b' }, body: Buffer.from('x') }),
    })

    const response = await client.invoke(address, { ...REQUEST, body: Buffer.from('in') }, LIMITS)

    expect(response).toMatchObject({ code: 17, remark: 'no', ext: { a: 'b' }, version: 479 })
    expect(response.body.toString()).toBe('x')
    expect(server.requests[0]).toMatchObject({
      code: 105,
      flag: 0,
      version: 479,
      extFields: { topic: 'T' },
    })
    expect(server.requests[0]?.body.toString()).toBe('in')
  })

  it('gets its own answer when answers come in another order, over one socket', async () => {
    const held: number[] = []
    const { client, address, server } = await setup({
      onRequest: (peer, { opaque }) => {
        held.unshift(opaque)
        if (held.length === 50) {
          for (const id of held) peer.answer(id, { ext: { id: String(id) } })
        }
      },
    })

    const calls = Array.from({ length: 50 }, () => client.invoke(address, REQUEST, LIMITS))
    const ids = (await Promise.all(calls)).map(({ ext }) => Number(ext['id']))

    expect(ids).toEqual(server.requests.map(({ opaque }) => opaque))
    expect(server.peers).toHaveLength(1)
    expect(client.pendingCount).toBe(0)
  })

  it('survives an answer that comes in pieces', async () => {
    const { client, address } = await setup({
      onRequest: (peer, { opaque }) => {
        const bytes = answerFrame(opaque, { remark: 'pieces' })
        peer.socket.write(bytes.subarray(0, 5))
        setImmediate(() => peer.socket.write(bytes.subarray(5)))
      },
    })

    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({
      remark: 'pieces',
    })
  })

  it('says NODE_JS once the server is known to be new enough', async () => {
    const { client, address, server } = await setup()
    await client.invoke(address, REQUEST, LIMITS)
    await client.invoke(address, REQUEST, LIMITS)

    expect(server.requests.map(({ language }) => language)).toEqual(['OTHER', 'NODE_JS'])
  })

  it('ends by its timeout when the server stays silent', async () => {
    const { client, address } = await setup({ onRequest: () => undefined })

    await expect(client.invoke(address, REQUEST, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_TIMEOUT',
      message: expect.stringContaining(address),
      isRetriable: true,
    })
    expect(client.pendingCount).toBe(0)
  })

  it('keeps a short deadline beside a long one', async () => {
    const { client, address } = await setup({ onRequest: () => undefined })
    const long = client.invoke(address, REQUEST, { timeoutMs: 60_000 })
    long.catch(() => undefined)

    await expect(client.invoke(address, REQUEST, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_TIMEOUT',
    })
    expect(client.pendingCount).toBe(1)
  })

  it('ignores an answer that comes after its deadline', async () => {
    const late: (() => void)[] = []
    const { client, address } = await setup({
      onRequest: (peer, { opaque }) => {
        if (late.length > 0) peer.answer(opaque)
        else late.push(() => peer.answer(opaque, { remark: 'late' }))
      },
    })
    await expect(client.invoke(address, REQUEST, { timeoutMs: 20 })).rejects.toThrow('No answer')
    late[0]?.()

    await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 0 })
  })

  it('ends at once when its signal aborts, before and after it was sent', async () => {
    const controller = new AbortController()
    const { client, address } = await setup({ onRequest: () => controller.abort('enough') })
    const limits = { ...LIMITS, signal: controller.signal }

    await expect(client.invoke(address, REQUEST, limits)).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
      cause: 'enough',
    })
    await expect(client.invoke(address, REQUEST, limits)).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
    })
    expect(client.pendingCount).toBe(0)
  })

  it('leaves nothing behind on a signal that outlives it', async () => {
    const { signal } = new AbortController()
    const { client, address } = await setup()
    await client.invoke(address, REQUEST, { ...LIMITS, signal })

    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('is refused beyond maxPendingRequests', async () => {
    const { client, address } = await setup(
      { onRequest: () => undefined },
      { maxPendingRequests: 2 },
    )
    const waiting = [1, 2].map(() => client.invoke(address, REQUEST, LIMITS))
    for (const call of waiting) call.catch(() => undefined)

    await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toMatchObject({
      code: 'ROCKETMQ_TOO_MANY_REQUESTS',
      details: { count: 2, limit: 2 },
    })
  })

  it('that is too large for a frame fails alone', async () => {
    const { client, address } = await setup(undefined, { maxFrameBytes: 2048 })
    const tooLarge = client.invoke(address, { code: 10, body: Buffer.alloc(4096) }, LIMITS)
    const fine = client.invoke(address, REQUEST, LIMITS)

    await expect(tooLarge).rejects.toMatchObject({ code: 'ROCKETMQ_FRAME_TOO_LARGE' })
    await expect(fine).resolves.toMatchObject({ code: 0 })
  })

  it('passes the hooks, then the signature', async () => {
    const { client, address, server } = await setup(undefined, {
      hooks: [(request) => ({ ...request, ext: { ...request.ext, added: 'yes' } })],
      acl: { accessKey: 'admin', secretKey: 'secret12' },
    })
    await client.invoke(address, REQUEST, LIMITS)

    expect(server.requests[0]?.extFields).toMatchObject({ added: 'yes', AccessKey: 'admin' })
    expect(server.requests[0]?.extFields['Signature']).toMatch(/^[\w+/]{27}=$/)
  })
})

describe('a one-way call', () => {
  it('carries flag 2 and is done when it was handed to the socket', async () => {
    const arrived = new Promise<number>((resolve) => {
      void setup({ onRequest: (_, { flag }) => resolve(flag) }).then(({ client, address }) =>
        client.oneway(address, { code: 15, ext: {} }),
      )
    })

    await expect(arrived).resolves.toBe(2)
  })

  it('waits while the socket has much to send', async () => {
    let release = (): void => undefined
    const { client, address } = await setup({
      onConnect: ({ socket }) => {
        socket.pause()
        release = () => socket.resume()
      },
    })
    const body = Buffer.alloc(4 * 1024 * 1024)
    let isDone = false
    const calls = Array.from({ length: 8 }, () =>
      client.oneway(address, { code: 10, body }, { timeoutMs: 60_000 }).then(() => (isDone = true)),
    )
    await nextEvent(client, isState('connected'))
    await new Promise(setImmediate)
    expect(isDone).toBe(false)

    release()
    await Promise.all(calls)
  })

  it('fails by its time when there is no connection', async () => {
    const { client } = await setup()

    await expect(client.oneway('127.0.0.1:1', { code: 15 })).rejects.toMatchObject({
      code: 'ROCKETMQ_CONNECT_FAILED',
      message: 'Cannot connect to 127.0.0.1:1: connection refused: nothing listens there',
    })
  })
})

describe('more connections to one server', () => {
  it('share the calls', async () => {
    const { client, address, server } = await setup(undefined, { connectionsPerServer: 2 })
    await Promise.all([1, 2, 3, 4].map(() => client.invoke(address, REQUEST, LIMITS)))

    expect(server.peers.map(({ requests }) => requests.length)).toEqual([2, 2])
  })
})

describe('closing', () => {
  it('fails what waits, sends what was written, and refuses what comes after', async () => {
    const { client, address, server } = await setup({ onRequest: () => undefined })
    const waiting = client.invoke(address, REQUEST, LIMITS)
    await nextEvent(client, isState('connected'))
    const last = client.oneway(address, { code: 35 })
    const ends = once(server.peers[0]!.socket, 'close')
    void client.close()
    void client.close()

    await expect(waiting).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
    await last.catch(() => undefined)
    await ends
    expect(server.requests.map(({ code }) => code)).toEqual([105, 35])
    await expect(client.invoke(address, REQUEST, LIMITS)).rejects.toMatchObject({
      code: 'ROCKETMQ_CLOSED',
      isFatal: true,
    })
  })

  it('ends an attempt to connect', async () => {
    const { client, address } = await setup()
    const call = client.invoke(address, REQUEST, LIMITS)
    void client.close()

    await expect(call).rejects.toMatchObject({ code: 'ROCKETMQ_CLOSED' })
  })
})

describe('settings', () => {
  it('that are wrong are named, with the nearest known key', () => {
    const wrong = Object({ connectTimeoutMS: 1, maxFrameBytes: 1 }) as RemotingClientOptions
    expect(() => new RemotingClient(wrong)).toThrow(
      /connectTimeoutMS: unknown key; did you mean connectTimeoutMs.*|maxFrameBytes: must be at least/,
    )
  })
})
