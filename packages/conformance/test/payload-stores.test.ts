import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { filePayloads, type PayloadStore, resultStorePayloads } from '@arq/core'
import { ManualClock, MemoryPayloads, MemoryRecords, MemoryResultStore } from '@arq/memory'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { payloadStoreConformance } from '../src/index.js'
import { CollectingRunner } from './collecting-runner.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'arq-payloads-'))
})
afterAll(() => rm(folder, { recursive: true }))

const clock = new ManualClock()
const pass = (ms: number): Promise<void> => clock.advance(ms)

describe('memory', () => {
  const shared = new MemoryPayloads({ clock })
  payloadStoreConformance({ describe, it }, { open: () => shared, pass })
})

describe('a folder', () => {
  payloadStoreConformance({ describe, it }, { open: () => filePayloads(folder, { clock }), pass })

  it('is made by the first that needs it; one that cannot be written to is refused by name', async () => {
    const deeper = path.join(folder, 'a', 'b 中文')
    await filePayloads(deeper).ready()
    expect(await readdir(deeper)).toEqual(['probe'])
    const file = path.join(folder, 'a file')
    await writeFile(file, '')
    await expect(filePayloads(file).ready()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      retryable: false,
      message: expect.stringContaining(file),
    })
  })

  it('loses what has expired, and what a writer that died has left, without being asked', async () => {
    const own = await mkdtemp(path.join(folder, 'sweep-'))
    const [old, kept] = ['0a', '1a', '2a', 'fa'].map((end) => `00000000-${end}`)
    const store = filePayloads(own, { clock })
    await store.put(old!, Buffer.from('x'), { ttlMs: 1000 })
    await store.put(kept!, Buffer.from('x'), { ttlMs: 'forever' })
    await writeFile(path.join(own, old!.slice(-2), 'not ours'), 'x')
    // One of 256 folders a minute.
    for (let minute = 0; minute <= 256; minute += 1) {
      await pass(60_001)
      await store.put(kept!, Buffer.from('x'), { ttlMs: 'forever' })
    }
    const left = await readdir(own, { recursive: true })
    expect(left).toContain(path.join(kept!.slice(-2), kept!))
    expect(left).toContain(path.join(old!.slice(-2), 'not ours'))
    expect(left).not.toContain(path.join(old!.slice(-2), old!))
  })
})

describe('entries of a result store', () => {
  const records = new MemoryRecords({ clock })
  const open = async (): Promise<PayloadStore> => {
    const store = new MemoryResultStore({ records })
    await store.connect()
    return resultStorePayloads(store)
  }
  payloadStoreConformance({ describe, it }, { open, pass, largestBytes: 4_000_000 })
})

describe('the suite', () => {
  const failuresOf = async (change: (right: MemoryPayloads) => Partial<PayloadStore>) => {
    const shared = new MemoryPayloads({ clock })
    const broken: PayloadStore = {
      description: 'broken',
      ready: () => shared.ready(),
      put: (...args) => shared.put(...args),
      get: (key) => shared.get(key),
      delete: (key) => shared.delete(key),
      ...change(shared),
    }
    const runner = new CollectingRunner()
    payloadStoreConformance(runner, { open: () => broken, pass, largestBytes: 100_000 })
    return runner.failures()
  }

  it.each<[string, (right: MemoryPayloads) => Partial<PayloadStore>, string]>([
    [
      'changes bytes on their way to a text',
      (right) => ({
        put: (key, bytes, options) =>
          right.put(key, Buffer.from(Buffer.from(bytes).toString()), options),
      }),
      'gives back byte for byte',
    ],
    [
      'keeps the memory around the bytes',
      (right) => ({
        put: (key, bytes, options) => right.put(key, new Uint8Array(bytes.buffer), options),
      }),
      'gives back byte for byte',
    ],
    [
      'keeps everything',
      (right) => ({ put: (key, bytes) => right.put(key, bytes, { ttlMs: 'forever' }) }),
      'gives nothing whose time is over',
    ],
    [
      'does not renew',
      (right) => ({
        put: async (key, bytes, options) =>
          (await right.get(key)) ? undefined : right.put(key, bytes, options),
      }),
      'gives nothing whose time is over',
    ],
    ['deletes nothing', () => ({ delete: () => Promise.resolve() }), 'forgets what is deleted'],
    [
      'rejects where nothing is to be deleted',
      (right) => ({
        delete: async (key) =>
          (await right.get(key)) ? right.delete(key) : Promise.reject(new Error('none')),
      }),
      'knows nothing of what was never put',
    ],
    [
      'writes in two steps',
      (right) => ({
        put: async (key, bytes, options) => {
          await right.put(key, bytes.subarray(0, bytes.length / 2), options)
          await new Promise<void>((resolve) => void setImmediate(resolve))
          await right.put(key, bytes, options)
        },
      }),
      'shows nobody a part',
    ],
  ])('catches a store that %s', async (_how, change, title) => {
    const failures = await failuresOf(change)
    expect(failures.some((failed) => failed.startsWith(title))).toBe(true)
  })
})
