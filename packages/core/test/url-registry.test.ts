import { describe, expect, it } from '@jest/globals'

import type { ResultStore } from '../src/ports/result-store.js'
import { ResultStoreRegistry, TransportRegistry } from '../src/ports/url-registry.js'

const store = {} as ResultStore

describe('a registry of URL schemes', () => {
  it('opens a URL by the factory of its scheme, in any case', async () => {
    const urls: string[] = []
    const factory = (url: string) => {
      urls.push(url)
      return store
    }
    const registry = new ResultStoreRegistry()
      .register('redis', factory)
      .register('Mine+tls', factory)
    expect(await registry.open('redis://localhost:6379/0')).toBe(store)
    expect(await registry.open('REDIS://other')).toBe(store)
    expect(await registry.open('mine+tls:x')).toBe(store)
    expect(urls).toEqual(['redis://localhost:6379/0', 'REDIS://other', 'mine+tls:x'])
  })

  it('waits for a factory that loads its package first', async () => {
    const registry = new ResultStoreRegistry().register('slow', () => Promise.resolve(store))
    expect(await registry.open('slow://x')).toBe(store)
  })

  it('lets a later factory replace an earlier one', async () => {
    const registry = new ResultStoreRegistry()
      .register('redis', () => ({}) as ResultStore)
      .register('redis', () => store)
    expect(await registry.open('redis://x')).toBe(store)
  })

  it.each(['nats://user:secret@host', 'no scheme', ''])(
    'names the known schemes, and no password, for %j',
    async (url) => {
      const registry = new TransportRegistry().register('amqp', () => ({}) as never)
      const error = await registry.open(url).catch((caught: unknown) => caught as Error)
      expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
      expect((error as Error).message).toMatch(
        /No transport is registered for "(nats|):".*begins with.*amqp:\/\//,
      )
      expect((error as Error).message).not.toContain('secret')
    },
  )
})
