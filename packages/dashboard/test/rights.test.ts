import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type ActView, type RouteName, ROUTES } from '../src/contract/index.js'
import { type AskOptions, QUEUE, World } from './world.js'

const NAMES = Object.keys(ROUTES) as RouteName[]
const OPEN = NAMES.filter((name) => ROUTES[name].permission === 'none')
const GUARDED = NAMES.filter((name) => ROUTES[name].permission !== 'none')
const CHANGING = GUARDED.filter((name) => ROUTES[name].method !== 'GET')

let world: World
/** Parameters that name what is there: a route that forgot its permission would do it. */
let real: Readonly<Record<string, string>>
beforeAll(async () => {
  world = await World.open()
  const { workers } = await world.client.workers({ until: ({ length }) => length > 0 })
  const [worker] = workers
  real = { queue: QUEUE, worker: worker!.workerId, name: 'cron:add', id: 'x' }
})
afterAll(() => world.close())

/** What each route would do, if it were allowed to. */
let temptations: Readonly<Partial<Record<RouteName, AskOptions>>>
beforeAll(async () => {
  const failed = { params: { ...real, jobId: await world.failedJob() } }
  const deferred = { params: { ...real, jobId: await world.deferredJob() } }
  const waiting = { ...real, jobId: await world.waitingJob(), signal: 'approval' }
  temptations = {
    sendToInbox: { params: waiting, body: { message: 'hello' } },
    signalJob: { params: waiting, body: { payload: true } },
    enqueueJob: { body: { function: 'add', args: [1, 2], queue: QUEUE } },
    abortJob: deferred,
    retryJob: failed,
    runJobNow: deferred,
    deleteJob: failed,
    redrive: { params: real, body: { all: true } },
    purge: { params: real, body: { all: true } },
  }
})

/** All that an act could change. */
async function stateOf() {
  const { workers } = await world.client.workers({ until: ({ length }) => length > 0 })
  const dashboard = world.dashboard()
  const { queues } = await dashboard.get('overview')
  const letters = await dashboard.get('deadLetters')
  return {
    queues: queues.map(({ name, ready, deadLetterQueue }) => ({ name, ready, deadLetterQueue })),
    letters: letters.queues.map(({ name, total, groups }) => ({
      name,
      total,
      count: groups[0]?.count,
    })),
    jobs: await world.statuses(),
    crons: [...(await world.client.pausedCrons([real['name'] ?? ''])).keys()],
    workers: workers.map(({ state, queues: own, counts }) => ({ state, own, counts })),
  }
}

describe('without a token and an authorize', () => {
  it.each(GUARDED)('%s shows nothing and does nothing', async (name) => {
    const closed = world.dashboard({ authorize: undefined })
    expect(await closed.refusal(name, { params: real })).toBe('401 unauthenticated')
  })

  it('the session tells nothing of the system', async () => {
    const session = await world.dashboard({ authorize: undefined }).get('session')
    expect(session.permissions).toEqual([])
    expect(Object.values(session.features)).not.toContain(true)
  })

  it('every other route is for the login', () => {
    expect(OPEN.sort()).toEqual(['login', 'logout', 'session'])
  })
})

describe('who may only look', () => {
  it('changes nothing by any route, and each try stands in the audit log', async () => {
    const acts: ActView[] = []
    const reader = world.dashboard({
      authorize: () => ({ user: 'eve', permissions: ['view'] }),
      onAct: (act) => acts.push(act),
    })
    const before = await stateOf()
    for (const name of CHANGING) {
      const options = { params: real, ...temptations[name] }
      expect([name, await reader.refusal(name, options)]).toEqual([name, '403 forbidden'])
    }
    expect(await stateOf()).toEqual(before)
    expect(acts.map(({ action, user, outcome }) => [action, user, outcome])).toEqual(
      CHANGING.map((name) => [name, 'eve', 'refused']),
    )
  })

  it('sees what there is', async () => {
    const reader = world.dashboard({ authorize: () => ['view'] })
    const jobId = await world.failedJob()
    for (const name of GUARDED.filter((one) => ROUTES[one].permission === 'view')) {
      const response = await reader.ask(name, { params: { ...real, jobId } })
      await response.body?.cancel()
      expect([name, [401, 403].includes(response.status)]).toEqual([name, false])
    }
  })

  it('is who permissions says, whatever authorize grants', async () => {
    const capped = world.dashboard({ authorize: () => true, permissions: ['view'] })
    expect((await capped.get('session')).permissions).toEqual(['view'])
    expect(await capped.refusal('pauseQueue', { params: real })).toBe('403 forbidden')
  })
})

describe('permissions', () => {
  it('act and enqueue are two', async () => {
    const actor = world.dashboard({ authorize: () => ['view', 'act'] })
    expect(await actor.refusal('enqueueJob', { body: { function: 'add' } })).toBe('403 forbidden')
    const sender = world.dashboard({ authorize: () => ['enqueue'] })
    expect(await sender.refusal('pauseQueue', { params: real })).toBe('403 forbidden')
    expect(await sender.refusal('overview')).toBe('403 forbidden')
    const body = { function: 'add', args: [1, 2], queue: QUEUE }
    expect(await sender.get('enqueueJob', { body })).toMatchObject({ isEnqueued: true })
  })

  it.each([[undefined], [null], [false], ['yes'], [{}], [{ permissions: 'act' }], [['admin']]])(
    '%j of an authorize is none',
    async (granted) => {
      const asked = world.dashboard({ authorize: () => granted as never })
      expect(await asked.refusal('overview')).toBe('401 unauthenticated')
    },
  )

  it('an authorize that throws lets nobody in', async () => {
    const broken = world.dashboard({
      authorize: () => Promise.reject(new Error('no session store')),
    })
    expect(await broken.refusal('overview')).toBe('500 internal')
    expect(await broken.refusal('pauseQueue', { params: real })).toBe('500 internal')
  })
})

describe('a request of another site', () => {
  it.each(GUARDED)('%s is refused', async (name) => {
    const options = { params: real, ...temptations[name] }
    const full = world.dashboard()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]) {
      expect([headers, await full.refusal(name, { ...options, headers })]).toEqual([
        headers,
        '403 csrf',
      ])
    }
  })

  it.each(CHANGING)('%s without the token of the session is refused', async (name) => {
    const full = world.dashboard()
    const options = { params: real, ...temptations[name] }
    for (const token of [undefined, '', 'guessed', await world.dashboard().csrf()]) {
      const headers = { 'x-arq-csrf': token }
      expect(await full.refusal(name, { ...options, headers })).toBe('403 csrf')
    }
  })

  it('one of the own page is taken, also where the server is called by another name inside', async () => {
    const full = world.dashboard()
    const headers = { 'sec-fetch-site': 'same-origin', origin: 'https://arq.example' }
    expect(await full.get('resumeQueue', { params: real, headers })).toMatchObject({ silent: [] })
    const byOrigin = { origin: 'http://dashboard.test' }
    expect(await full.get('resumeQueue', { params: real, headers: byOrigin })).toBeDefined()
  })
})

describe('a token', () => {
  const token = 'correct horse battery'

  it('opens the dashboard as a bearer, and by the login', async () => {
    const guarded = world.dashboard({ authorize: undefined, token })
    expect(await guarded.refusal('overview')).toBe('401 unauthenticated')
    const bearer = { authorization: `Bearer ${token}` }
    expect(await guarded.get('overview', { headers: bearer })).toBeDefined()
    expect(await guarded.refusal('login', { body: { token: 'wrong' } })).toBe('401 unauthenticated')
    const login = await guarded.ask('login', { body: { token } })
    expect(await login.json()).toMatchObject({ permissions: ['view', 'act', 'enqueue'] })
    const cookie = login.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^arq_dashboard=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain('horse')
    const [pair = ''] = cookie.split(';')
    expect(await guarded.get('overview', { headers: { cookie: pair } })).toBeDefined()
    const out = await guarded.ask('logout', { headers: { cookie: pair } })
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
  })

  it('is one for all processes of a dashboard', async () => {
    const [one, other] = [1, 2].map(() => world.dashboard({ authorize: undefined, token }))
    const headers = { authorization: `Bearer ${token}`, 'x-arq-csrf': await one!.csrf() }
    expect(await other!.get('resumeQueue', { params: real, headers })).toBeDefined()
  })

  it('is not given by a page of another site', async () => {
    const guarded = world.dashboard({ authorize: undefined, token })
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect(await guarded.refusal('login', { body: { token }, headers })).toBe('403 csrf')
  })

  it('must not be short', () => {
    expect(() => world.dashboard({ token: 'short' })).toThrow('at least 16 characters')
  })
})
