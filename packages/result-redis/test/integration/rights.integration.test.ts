import { readFileSync } from 'node:fs'

import { sampleRecord } from '@arq/conformance'
import { createRedis, type RedisServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { RedisResultStore } from '../../src/index.js'
import { conformanceOn } from './conformance.js'
import { openRawClient } from './setup.js'

const PREFIX = 'rabbitmq_arq'
/** What a user needs to get a connection, to listen, or of other topologies: not looked for by a look at the store. */
const NOT_ASKED =
  /^\+(?:ping|select|multi|discard|subscribe|unsubscribe|mget|cluster\|\w+|asking|role)$/

/** The rules that the README tells people to give, with our password. */
function rulesOfReadme(): readonly string[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, line = ''] = /^ACL SETUSER arq (.*)$/m.exec(readme) ?? []
  return line.replace('>password', '>word').split(' ')
}

let server: RedisServer
let raw: Awaited<ReturnType<typeof openRawClient>>
const url = (): string => server.url.replace('//', '//arq:word@')

beforeAll(async () => {
  server = await createRedis()
  await server.start()
  raw = await openRawClient(server.url)
  await raw.aclSetUser('arq', [...rulesOfReadme()])
})
afterAll(async () => {
  await raw.close()
  await server.dispose()
})

describe('a user with no more rights than the README names', () => {
  conformanceOn({
    settings: () => ({ url: url(), keyPrefix: PREFIX }),
    processes: () => [server],
  })

  it('lacks nothing, and is told of each right that it lacks', async () => {
    const store = new RedisResultStore({ url: url(), keyPrefix: PREFIX })
    await store.connect()
    const missing = async () => (await store.inspectStore()).missingRights
    expect(await missing()).toEqual([])
    const commands = rulesOfReadme().filter((rule) => rule.startsWith('+') && !NOT_ASKED.test(rule))
    expect(commands.length).toBeGreaterThan(20)
    for (const rule of commands) {
      const name = rule.slice(1)
      await raw.aclSetUser('arq', [`-${name}`])
      expect(await missing()).toEqual([name])
      await raw.aclSetUser('arq', [rule])
    }
    await raw.aclSetUser('arq', ['resetkeys', '~other:*', 'resetchannels', '&other:*'])
    expect(await missing()).toEqual(['keys', 'channels'])
    await raw.aclSetUser('arq', [...rulesOfReadme()])
    await store.close()
  })

  it('hears which right is missing when a call is refused, and what tells of all', async () => {
    const store = new RedisResultStore({ url: url(), keyPrefix: PREFIX })
    await store.connect()
    await raw.aclSetUser('arq', ['-get'])
    await expect(store.get('x')).rejects.toMatchObject({
      code: 'ARQ_STORE_FAILED',
      message: expect.stringMatching(/NOPERM.*'get'.*arq doctor names/),
    })
    await raw.aclSetUser('arq', ['+get', '-set'])
    await expect(store.create(sampleRecord(), { ttlMs: 1000 })).rejects.toMatchObject({
      code: 'ARQ_STORE_FAILED',
      message: expect.stringContaining('arq doctor names'),
    })
    await raw.aclSetUser('arq', ['+set', '-evalsha'])
    await expect(store.create(sampleRecord(), { ttlMs: 1000 })).rejects.toMatchObject({
      message: expect.stringContaining("'evalsha'"),
    })
    await raw.aclSetUser('arq', [...rulesOfReadme()])
    await store.close()
  })

  it('leaves nothing behind that was only asked', async () => {
    const store = new RedisResultStore({ url: url(), keyPrefix: PREFIX })
    await store.connect()
    await raw.flushDb()
    await store.inspectStore()
    await raw.aclSetUser('arq', ['-multi'])
    expect(await store.inspectStore()).toMatchObject({ missingRights: [] })
    expect(await raw.dbSize()).toBe(0)
    await raw.aclSetUser('arq', [...rulesOfReadme()])
    await store.close()
  })
})
