import { describe, expect, it } from '@jest/globals'

import { ClosedError } from '../src/errors/settings-errors.js'
import { ConnectionError } from '../src/errors/transport-errors.js'
import { SharedResource, type SharedResourceParts } from '../src/ports/shared-resource.js'
import { handClock } from './hand-clock.js'

function setup() {
  const calls: string[] = []
  const faults: { open?: Error | undefined; close?: Error | undefined } = {}
  const resource = new SharedResource({
    name: 'Thing',
    open: async () => {
      calls.push('open')
      await Promise.resolve()
      if (faults.open) throw faults.open
    },
    close: async () => {
      calls.push('close')
      await Promise.resolve()
      if (faults.close) throw faults.close
    },
  })
  return { calls, faults, resource }
}

interface Opening {
  readonly signal: AbortSignal
  resolve(): void
  reject(error: Error): void
}

/** Openings that end when the test says so, on a clock that stands still. */
function setupSlow(parts: Partial<SharedResourceParts> = {}) {
  const openings: Opening[] = []
  const faults = { closed: 0 }
  const { clock, ring } = handClock()
  const resource = new SharedResource({
    name: 'Thing',
    clock,
    open: (signal) =>
      new Promise((resolve, reject) => {
        openings.push({ signal, resolve, reject })
      }),
    close: () => {
      faults.closed += 1
      return Promise.resolve()
    },
    ...parts,
  })
  return { resource, openings, faults, ring }
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const refused = (): ConnectionError =>
  new ConnectionError({
    code: 'ARQ_CONNECTION_REFUSED',
    text: { template: { en: 'refused', 'zh-CN': '拒绝' }, params: {} },
    scope: 'connection',
  })

describe('a shared opening', () => {
  it('goes on for those who wait longer, whoever asked for it first', async () => {
    const { resource, openings, ring } = setupSlow()
    const short = errorOf(resource.acquire({ timeoutMs: 30_000 }))
    const patient = resource.acquire({ timeoutMs: 'forever' })
    ring()
    expect(await short).toMatchObject({ code: 'ARQ_CONNECTION_REFUSED' })
    expect(openings).toHaveLength(1)
    expect(openings[0]?.signal.aborted).toBe(false)
    openings[0]?.resolve()
    await (
      await patient
    )()
  })

  it('goes on when one of those who wait aborts', async () => {
    const { resource, openings } = setupSlow()
    const stop = new AbortController()
    const stopped = errorOf(resource.acquire({ timeoutMs: 'forever', signal: stop.signal }))
    const other = resource.acquire({ timeoutMs: 30_000 })
    stop.abort(new Error('stop'))
    expect(await stopped).toMatchObject({ message: 'stop' })
    expect(openings[0]?.signal.aborted).toBe(false)
    openings[0]?.resolve()
    await other
  })

  it('is given up when nobody waits any more, and begun anew for who comes then', async () => {
    const { resource, openings, faults, ring } = setupSlow()
    const first = errorOf(resource.acquire({ timeoutMs: 10 }))
    ring()
    await first
    expect(openings[0]?.signal.aborted).toBe(true)
    const second = resource.acquire()
    openings[0]?.reject(new Error('aborted'))
    await settled()
    openings[1]?.resolve()
    await (
      await second
    )()
    expect([openings.length, faults.closed]).toEqual([2, 1])
  })

  it('that failed is repeated for those who still wait, until it succeeds', async () => {
    const { resource, openings, ring } = setupSlow()
    const patient = resource.connect({ timeoutMs: 'forever' })
    openings[0]?.reject(refused())
    await settled()
    ring()
    await settled()
    openings[1]?.resolve()
    await patient
    expect(openings).toHaveLength(2)
  })

  it('that failed is told at once to those who wait without a limit', async () => {
    const { resource, openings } = setupSlow()
    const plain = errorOf(resource.acquire())
    openings[0]?.reject(refused())
    expect(await plain).toMatchObject({ message: 'refused' })
  })

  it('is not repeated after a failure that cannot pass: all hear of it', async () => {
    const { resource, openings } = setupSlow({ defaultLimitMs: 30_000 })
    const all = [resource.acquire(), resource.acquire({ timeoutMs: 'forever' })].map(errorOf)
    openings[0]?.reject(new ClosedError('Broker'))
    expect(await Promise.all(all)).toMatchObject([{ code: 'ARQ_CLOSED' }, { code: 'ARQ_CLOSED' }])
    await settled()
    expect(openings).toHaveLength(1)
  })

  it('says why when the time is up: the last failure, or the words of its owner', async () => {
    const failing = setupSlow({ defaultLimitMs: 30_000 })
    const waiting = errorOf(failing.resource.acquire())
    failing.openings[0]?.reject(refused())
    await settled()
    failing.ring()
    expect(await waiting).toMatchObject({ message: 'refused' })

    const wordy = setupSlow({ timeUp: (limitMs) => new Error(`not in ${limitMs}`) })
    const other = errorOf(wordy.resource.acquire({ timeoutMs: 70 }))
    wordy.ring()
    expect(await other).toMatchObject({ message: 'not in 70' })
  })

  it('rejects with an error whatever the signal was aborted with', async () => {
    const { resource } = setupSlow()
    const stop = new AbortController()
    const waiting = errorOf(resource.acquire({ signal: stop.signal }))
    stop.abort('stop()')
    expect(await waiting).toMatchObject({ name: 'AbortError', cause: 'stop()' })
    expect(await waiting).toBeInstanceOf(Error)
    expect(await errorOf(resource.acquire({ signal: stop.signal }))).toMatchObject({
      name: 'AbortError',
    })
  })
})

describe('a shared resource', () => {
  it('is opened by its first user and closed by its last', async () => {
    const { calls, resource } = setup()
    const releases = await Promise.all([1, 2, 3].map(() => resource.acquire()))
    expect(calls).toEqual(['open'])
    await releases[0]!()
    await releases[1]!()
    expect(calls).toEqual(['open'])
    await releases[2]!()
    expect(calls).toEqual(['open', 'close'])
  })

  it('counts each release once', async () => {
    const { calls, resource } = setup()
    const [one] = [await resource.acquire(), await resource.acquire()]
    await one()
    await one()
    expect(calls).toEqual(['open'])
  })

  it('stays open for its owner', async () => {
    const { calls, resource } = setup()
    await resource.connect()
    await resource.connect()
    const release = await resource.acquire()
    await release()
    expect(calls).toEqual(['open'])
    await resource.close()
    expect(calls).toEqual(['open', 'close'])
  })

  it('stays open when its owner comes after a user', async () => {
    const { calls, resource } = setup()
    const release = await resource.acquire()
    await resource.connect()
    await release()
    expect(calls).toEqual(['open'])
  })

  it('can be opened again after its last user has gone', async () => {
    const { calls, resource } = setup()
    await (
      await resource.acquire()
    )()
    await (
      await resource.acquire()
    )()
    expect(calls).toEqual(['open', 'close', 'open', 'close'])
  })

  it('is not opened before an earlier close has ended', async () => {
    const { calls, resource } = setup()
    const release = await resource.acquire()
    const releasing = release()
    const again = await resource.acquire()
    await releasing
    expect(calls).toEqual(['open', 'close', 'open'])
    await again()
    expect(calls).toEqual(['open', 'close', 'open', 'close'])
  })

  it('tells every user that it could not be opened, and can be tried again', async () => {
    const { calls, faults, resource } = setup()
    faults.open = new Error('refused')
    const both = await Promise.allSettled([resource.acquire(), resource.acquire()])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(calls).toEqual(['open'])
    faults.open = undefined
    await (
      await resource.acquire()
    )()
    expect(calls).toEqual(['open', 'open', 'close'])
  })

  it('has no owner after a connect that failed', async () => {
    const { calls, faults, resource } = setup()
    faults.open = new Error('refused')
    await expect(resource.connect()).rejects.toThrow('refused')
    faults.open = undefined
    await (
      await resource.acquire()
    )()
    expect(calls).toEqual(['open', 'open', 'close'])
  })

  it('stays closed after close, which may be called again and before any open', async () => {
    const { calls, resource } = setup()
    await resource.close()
    await resource.close()
    expect(calls).toEqual([])
    await expect(resource.acquire()).rejects.toMatchObject({ code: 'ARQ_CLOSED' })
    await expect(resource.connect()).rejects.toThrow('Thing is closed')
  })

  it('is closed once by several calls at the same time', async () => {
    const { calls, resource } = setup()
    const release = await resource.acquire()
    await Promise.all([resource.close(), resource.close(), release()])
    expect(calls).toEqual(['open', 'close'])
  })

  it('is closed while it is being opened: who waits hears it at once, the opening is given up', async () => {
    const { faults, resource, openings } = setupSlow()
    const both = [resource.connect(), resource.acquire()].map(errorOf)
    const closing = resource.close()
    expect(await Promise.all(both)).toMatchObject([{ code: 'ARQ_CLOSED' }, { code: 'ARQ_CLOSED' }])
    expect(openings[0]?.signal.aborted).toBe(true)
    openings[0]?.reject(new Error('aborted'))
    await closing
    expect(faults.closed).toBe(0)
  })

  it('closes what opened although nobody waited any more', async () => {
    const { faults, resource, openings } = setupSlow()
    const connecting = errorOf(resource.connect())
    const closing = resource.close()
    openings[0]?.resolve()
    await closing
    expect(await connecting).toMatchObject({ code: 'ARQ_CLOSED' })
    expect(faults.closed).toBe(1)
  })

  it('rejects with what closing says', async () => {
    const { faults, resource } = setup()
    await resource.connect()
    faults.close = new Error('stuck')
    await expect(resource.close()).rejects.toThrow('stuck')
  })
})
