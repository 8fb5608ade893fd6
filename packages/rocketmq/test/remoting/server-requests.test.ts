import { once } from 'node:events'

import { describe, expect, it } from '@jest/globals'

import {
  jsonFrame,
  type Script,
  type ScriptedServer,
  type SeenRequest,
} from '../scripted-server.js'
import { LIMITS, REQUEST, setup } from './client-and-server.js'

describe('GO_AWAY', () => {
  it('moves a call to a new connection and lets the others finish on the old one', async () => {
    const held: (() => void)[] = []
    const { client, address, server } = await setup({
      onRequest: (peer, { opaque, code }) => {
        const isOld = server.peers[0] === peer
        if (code === 11 && isOld) held.push(() => peer.answer(opaque, { remark: 'old' }))
        else peer.answer(opaque, isOld ? { code: 1500 } : { remark: 'new' })
      },
    })
    const long = client.invoke(address, { code: 11 }, LIMITS)
    const moved = await client.invoke(address, REQUEST, LIMITS)
    const oldSocketEnds = once(server.peers[0]!.socket, 'close')
    held[0]?.()

    expect(moved).toMatchObject({ code: 0, remark: 'new' })
    await expect(long).resolves.toMatchObject({ remark: 'old' })
    await oldSocketEnds
    const sent = server.requests.filter(({ code }) => code === 105)
    expect(new Set(sent.map(({ opaque }) => opaque)).size).toBe(2)
  })

  it('is given to the caller when the new connection says the same, without a third one', async () => {
    const { client, address, server } = await setup({
      onRequest: (peer, { opaque }) => peer.answer(opaque, { code: 1500 }),
    })

    for (let call = 0; call < 5; call += 1) {
      await expect(client.invoke(address, REQUEST, LIMITS)).resolves.toMatchObject({ code: 1500 })
    }
    expect(server.peers).toHaveLength(2)
  })
})

describe('requests of the broker', () => {
  const ask = (flag: number, code = 307): Script => ({
    onRequest: (peer, { opaque, flag: seen }) => {
      if ((seen & 1) === 0) {
        const header = { code, language: 'JAVA', version: 479, opaque: 9000, flag, remark: null }
        peer.socket.write(jsonFrame({ ...header, extFields: { a: '1' } }, Buffer.from('b')))
        peer.answer(opaque)
      }
    },
  })
  const isAnswer = ({ flag }: SeenRequest): boolean => (flag & 1) === 1
  const answersSeen = async (server: ScriptedServer, count = 1) => {
    await server.until((requests) => requests.filter(isAnswer).length >= count)
    return server.requests.filter(isAnswer)
  }
  const answerSeen = async (server: ScriptedServer) => (await answersSeen(server))[0]

  it('reach the processor of their code, whose answer goes back', async () => {
    const { client, address, server } = await setup(ask(0))
    client.onRequest(307, ({ ext, body, address: from }) => ({
      code: 0,
      remark: undefined,
      ext: { ...ext, from },
      body: Buffer.from(body ?? []),
    }))
    await client.invoke(address, REQUEST, LIMITS)

    await expect(answerSeen(server)).resolves.toMatchObject({
      code: 0,
      opaque: 9000,
      flag: 1,
      extFields: { a: '1', from: address },
      body: Buffer.from('b'),
    })
  })

  it('that nobody knows are answered with 3, a failure with 1', async () => {
    const unknown = await setup(ask(0))
    await unknown.client.invoke(unknown.address, REQUEST, LIMITS)
    await expect(answerSeen(unknown.server)).resolves.toMatchObject({ code: 3, opaque: 9000 })

    const failing = await setup(ask(0))
    failing.client.onRequest(307, () => Promise.reject(new Error('no such group')))
    await failing.client.invoke(failing.address, REQUEST, LIMITS)
    await expect(answerSeen(failing.server)).resolves.toMatchObject({
      code: 1,
      remark: 'no such group',
    })
  })

  it('that are one-way are not answered', async () => {
    const { client, address, server } = await setup(ask(2, 40))
    const seen = new Promise((resolve) => {
      client.onRequest(40, (request) => {
        resolve(request.code)
        return { code: 0, remark: undefined, ext: {}, body: Buffer.alloc(0) }
      })
    })
    await client.invoke(address, REQUEST, LIMITS)
    await expect(seen).resolves.toBe(40)
    await client.invoke(address, REQUEST, LIMITS)

    expect(server.requests.filter(isAnswer)).toEqual([])
  })

  it('go to the next processor when the first has nothing to say, and stop when unregistered', async () => {
    const { client, address, server } = await setup(ask(0))
    client.onRequest(307, () => undefined)
    const off = client.onRequest(307, () => {
      off()
      return { code: 0, remark: 'second', ext: {}, body: Buffer.alloc(0) }
    })
    await client.invoke(address, REQUEST, LIMITS)
    await expect(answerSeen(server)).resolves.toMatchObject({ remark: 'second' })
    await client.invoke(address, REQUEST, LIMITS)

    const answers = await answersSeen(server, 2)
    expect(answers[1]).toMatchObject({ code: 1, remark: expect.stringContaining('307') })
  })
})
