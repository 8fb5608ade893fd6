import { describe, expect, it } from '@jest/globals'

import { SharedResource } from '../src/shared-resource.js'

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

  it('waits for an open under way before it closes', async () => {
    const { calls, resource } = setup()
    const opening = resource.connect()
    await resource.close()
    await opening
    expect(calls).toEqual(['open', 'close'])
  })

  it('rejects with what closing says', async () => {
    const { faults, resource } = setup()
    await resource.connect()
    faults.close = new Error('stuck')
    await expect(resource.close()).rejects.toThrow('stuck')
  })
})
