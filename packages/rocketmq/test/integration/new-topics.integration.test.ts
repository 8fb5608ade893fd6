import { afterEach, describe, expect, it } from '@jest/globals'

import { type Admin, createAdmin, isRocketMQError, localizedMessage } from '../../src/index.js'
import { LateNameServer } from './late-name-server.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const REAL = sharedNameServer()
/** Nobody listens there. */
const DEAD = '127.0.0.1:1'
const WITHIN_MS = 60_000

const opened: AsyncDisposable[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()))
})

function adminOf(...nameServers: string[]): Admin {
  const admin = createAdmin({ nameServers })
  opened.push(admin)
  return admin
}

/** A topic that nobody has made, and a name server that hears of it late. */
async function setup() {
  const topic = uniqueName('new')
  const late = await LateNameServer.start(REAL, new RegExp(`^${topic}$`))
  opened.push(late)
  return { topic, late }
}

const codeOf = (error: unknown): unknown => (isRocketMQError(error) ? error.code : error)

/** The code of the error that a call came to; `undefined` for a call that succeeded. */
const outcomeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, codeOf)

describe('a topic that is created', () => {
  it(
    'can be used at once by clients of every name server, however late one hears of it',
    async () => {
      const { topic, late } = await setup()
      // One that is away is not waited for.
      const created = adminOf(REAL, late.address, DEAD).topics.create(topic)
      let isCreated = false
      const used = created.then(() => {
        isCreated = true
        return adminOf(late.address).topics.stats(topic)
      })
      // Rejections are looked at below.
      used.catch(() => undefined)
      await late.untilRefused(5)
      expect(isCreated).toBe(false)
      late.letGo()
      await expect(used).resolves.toMatchObject({ topic, messages: 0n })
    },
    WITHIN_MS,
  )

  it(
    'can be used by everybody who is told that it exists',
    async () => {
      const { topic, late } = await setup()
      const admins = Array.from({ length: 6 }, () => adminOf(late.address))
      const ends: unknown[] = []
      const useOne = async (admin: Admin) => {
        ends.push(await outcomeOf(admin.topics.create(topic)))
        await admin.topics.stats(topic)
      }
      const using = Promise.all(admins.map(useOne))
      // Rejections are looked at below.
      using.catch(() => undefined)
      await late.untilRefused(30)
      expect(ends).toEqual([])
      late.letGo()
      await using
      // Brokers do not say who was first: where several looked before it was there, each of them has made it.
      expect(ends).toContain(undefined)
      const told = ends.filter((end) => end !== undefined)
      expect(told).toEqual(told.map(() => 'ROCKETMQ_ALREADY_EXISTS'))
      await expect(outcomeOf(admins[0]!.topics.create(topic))).resolves.toBe(
        'ROCKETMQ_ALREADY_EXISTS',
      )
    },
    WITHIN_MS,
  )

  it(
    'and that a name server does not know in time is an error that names the name server',
    async () => {
      const { topic, late } = await setup()
      const admin = adminOf(REAL, late.address)
      const error: unknown = await admin.topics
        .create(topic, {}, { routeTimeoutMs: 200 })
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'ROCKETMQ_ROUTE_UNKNOWN',
        isRetriable: true,
        details: { topic, nameServers: [late.address] },
      })
      for (const language of ['en', 'zh-CN'] as const) {
        const message = localizedMessage(error, language)
        expect(message).toContain(topic)
        expect(message).toContain(late.address)
        expect(message).not.toContain(REAL)
      }
      // Nor does it help to ask again, until the name server has heard of it.
      const again = () => outcomeOf(admin.topics.create(topic, {}, { routeTimeoutMs: 200 }))
      await expect(again()).resolves.toBe('ROCKETMQ_ROUTE_UNKNOWN')
      late.letGo()
      await expect(again()).resolves.toBe('ROCKETMQ_ALREADY_EXISTS')
    },
    WITHIN_MS,
  )

  it('need not be waited for', async () => {
    const { topic, late } = await setup()
    await adminOf(late.address).topics.create(topic, {}, { routeTimeoutMs: 0 })
    expect(late.refusals).toBe(0)
    await expect(adminOf(REAL).topics.get(topic)).resolves.toMatchObject([{ topic }])
  })

  it('is waited for no longer than its caller wants', async () => {
    const { topic, late } = await setup()
    const end = new AbortController()
    const created = outcomeOf(
      adminOf(late.address).topics.create(topic, {}, { signal: end.signal }),
    )
    await late.untilRefused(3)
    end.abort()
    await expect(created).resolves.toBe('ROCKETMQ_REQUEST_ABORTED')
  })

  it.each([-1, Number.NaN])('is not created with a wait of %d ms', async (routeTimeoutMs) => {
    const { topic } = await setup()
    const admin = adminOf(REAL)
    await expect(admin.topics.create(topic, {}, { routeTimeoutMs })).rejects.toMatchObject({
      code: 'ROCKETMQ_CONFIG_INVALID',
      issues: [{ path: 'routeTimeoutMs' }],
    })
    await expect(outcomeOf(admin.topics.get(topic))).resolves.toBe('ROCKETMQ_TOPIC_NOT_FOUND')
  })
})
