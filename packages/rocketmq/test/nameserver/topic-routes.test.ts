import { afterEach, describe, expect, it } from '@jest/globals'

import { NameServers, RemotingClient, TopicRoutes } from '../../src/index.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import { type Script, ScriptedServer } from '../scripted-server.js'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const A = { 'broker-a': '10.0.0.1:10911' }
const B = { 'broker-b': '10.0.0.2:10911' }
const knowing = (brokers: Readonly<Record<string, string>>): Script =>
  nameServerScript(new Map([['T', routeBody(brokers)]]))
const IGNORANT = nameServerScript(new Map())
const REFUSING: Script = { onRequest: (peer, { opaque }) => peer.answer(opaque, { code: 1 }) }

async function setup(...scripts: Script[]) {
  const servers = await Promise.all(scripts.map((script) => ScriptedServer.start(script)))
  const caller = new RemotingClient()
  const addresses = servers.map(({ address }) => address)
  const nameServers = new NameServers({ caller, addresses, timeoutMs: 5000, random: () => 0 })
  cleanups.push(() => caller.close(), ...servers.map((server) => () => server.stop()))
  return { servers, addresses, routes: new TopicRoutes(nameServers) }
}

describe('what name servers know of a topic', () => {
  it.each([
    ['nowhere', [IGNORANT, IGNORANT]],
    ['somewhere', [IGNORANT, knowing(A)]],
    ['everywhere', [knowing(A), knowing(B)]],
  ])('is told: %s', async (spread, scripts) => {
    const { routes } = await setup(...scripts)
    await expect(routes.known('T')).resolves.toBe(spread)
  })

  it('is that of those that answer', async () => {
    const { servers, addresses, routes } = await setup(knowing(A), IGNORANT, IGNORANT)
    await servers[1]?.stop()
    await expect(routes.lacking('T')).resolves.toEqual([addresses[2]])
    await servers[2]?.stop()
    await expect(routes.known('T')).resolves.toBe('everywhere')
    await servers[0]?.stop()
    await expect(routes.known('T')).rejects.toMatchObject({ code: 'ROCKETMQ_NO_NAME_SERVER' })
  })

  it('is not guessed when one refuses the question', async () => {
    const { routes } = await setup(knowing(A), REFUSING)
    await expect(routes.known('T')).rejects.toMatchObject({ code: 'ROCKETMQ_BROKER_ERROR' })
  })

  it('can be asked of chosen brokers: each of them must be in the route', async () => {
    const { addresses, routes } = await setup(knowing({ ...A, ...B }), knowing(A))
    const question = { brokers: ['broker-a', 'broker-b'] }
    await expect(routes.known('T')).resolves.toBe('everywhere')
    await expect(routes.known('T', question)).resolves.toBe('somewhere')
    await expect(routes.lacking('T', question)).resolves.toEqual([addresses[1]])
  })

  it('is waited for until each has it at all the brokers', async () => {
    const { servers, routes } = await setup(IGNORANT, knowing({ ...A, ...B }))
    const waiting = routes.untilKnown('T', 60_000, { brokers: ['broker-a', 'broker-b'] })
    await servers[0]?.until((requests) => requests.length >= 2)
    servers[0]?.use(knowing(A))
    const seen = servers[0]!.requests.length
    await servers[0]?.until((requests) => requests.length >= seen + 2)
    servers[0]?.use(knowing({ ...A, ...B }))
    await expect(waiting).resolves.toBe(true)
  })

  it('is waited for as long as it is said, and then no more', async () => {
    const { routes } = await setup(knowing(A), IGNORANT)
    await expect(routes.untilKnown('T', 30)).resolves.toBe(false)
  })
})
