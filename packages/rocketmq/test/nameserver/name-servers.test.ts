import { afterEach, describe, expect, it } from '@jest/globals'

import { NameServers } from '../../src/nameserver/name-servers.js'
import { RemotingClient } from '../../src/remoting/remoting-client.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import { type Script, ScriptedServer } from '../scripted-server.js'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const KNOWN = nameServerScript(new Map([['T', routeBody({ 'broker-a': '10.0.0.1:10911' })]]))

async function setup(scripts: readonly Script[], { start = 0, timeoutMs = 5000 } = {}) {
  const servers = await Promise.all(scripts.map((script) => ScriptedServer.start(script)))
  const caller = new RemotingClient()
  const nameServers = new NameServers({
    caller,
    addresses: servers.map(({ address }) => address),
    timeoutMs,
    random: () => start / servers.length,
  })
  cleanups.push(() => caller.close(), ...servers.map((server) => () => server.stop()))
  return { servers, nameServers }
}

describe('NameServers', () => {
  it('keeps to the one it began with while that answers', async () => {
    const { servers, nameServers } = await setup([KNOWN, KNOWN, KNOWN], { start: 1 })
    await nameServers.topicRoute('T')
    await nameServers.topicRoute('T')

    expect(servers.map(({ requests }) => requests.length)).toEqual([0, 2, 0])
    expect(nameServers.current).toBe(servers[1]?.address)
  })

  it('asks the next when one is down, and stays there', async () => {
    const { servers, nameServers } = await setup([KNOWN, KNOWN])
    await servers[0]?.stop()

    await expect(nameServers.topicRoute('T')).resolves.toBeDefined()
    await expect(nameServers.topicRoute('T')).resolves.toBeDefined()
    expect(nameServers.current).toBe(servers[1]?.address)
  })

  it('asks the next when one stays silent', async () => {
    const silent: Script = { onRequest: () => undefined }
    const { servers, nameServers } = await setup([silent, KNOWN], { timeoutMs: 60 })

    await expect(nameServers.topicRoute('T')).resolves.toBeDefined()
    expect(servers[1]?.requests).toHaveLength(1)
  })

  it('asks the same one again when it had closed an idle connection', async () => {
    let isFirst = true
    const { servers, nameServers } = await setup([
      {
        onRequest: (peer, request) => {
          if (isFirst) peer.socket.destroy()
          else KNOWN.onRequest?.(peer, request)
          isFirst = false
        },
      },
    ])

    await expect(nameServers.topicRoute('T')).resolves.toBeDefined()
    expect(servers[0]?.peers).toHaveLength(2)
  })

  it('takes an answer as final: an unknown topic is not asked for elsewhere', async () => {
    const { servers, nameServers } = await setup([nameServerScript(new Map()), KNOWN])

    await expect(nameServers.topicRoute('T')).resolves.toBeUndefined()
    expect(servers[1]?.requests).toHaveLength(0)
  })

  it('passes on what a name server refuses', async () => {
    const refusing: Script = { onRequest: (peer, { opaque }) => peer.answer(opaque, { code: 1 }) }
    const { nameServers } = await setup([refusing, KNOWN])

    await expect(nameServers.topicRoute('T')).rejects.toMatchObject({
      code: 'ROCKETMQ_BROKER_ERROR',
      message: expect.stringContaining('topic T'),
    })
  })

  it('names each address and its reason when none answers', async () => {
    const http: Script = { onRequest: ({ socket }) => socket.write('HTTP/1.1 400 Bad\r\n\r\n') }
    const { servers, nameServers } = await setup([KNOWN, http])
    await servers[0]?.stop()
    const addresses = servers.map(({ address }) => address)

    await expect(nameServers.topicRoute('T')).rejects.toMatchObject({
      code: 'ROCKETMQ_NO_NAME_SERVER',
      message: expect.stringMatching(
        new RegExp(`No name server answers: .*${addresses[0]}.*; ${addresses[1]} speaks HTTP`),
      ),
      details: {
        attempts: [
          expect.objectContaining({ address: addresses[0], code: 'ROCKETMQ_CONNECT_FAILED' }),
          expect.objectContaining({ address: addresses[1], code: 'ROCKETMQ_WRONG_PROTOCOL' }),
        ],
      },
    })
  })

  it('ends at once when its signal aborts', async () => {
    const controller = new AbortController()
    const { servers, nameServers } = await setup([{ onRequest: () => controller.abort() }, KNOWN])

    await expect(nameServers.topicRoute('T', { signal: controller.signal })).rejects.toMatchObject({
      code: 'ROCKETMQ_REQUEST_ABORTED',
    })
    expect(servers[1]?.requests).toHaveLength(0)
  })

  it('writes at each name server', async () => {
    const { servers, nameServers } = await setup([{}, {}])
    await nameServers.atEach((client) =>
      client.putKvConfig({ namespace: 'N', key: 'k', value: 'v' }),
    )

    for (const { requests } of servers) {
      expect(requests).toMatchObject([
        { code: 100, extFields: { namespace: 'N', key: 'k', value: 'v' } },
      ])
    }
  })
})
