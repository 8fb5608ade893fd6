import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'

import type { PayloadStore } from '@arq/core'

import { type Bench, suiteOn } from './harness.js'
import type { Runner } from './runner.js'

export interface PayloadStoreConformanceOptions {
  /** Opens the store anew; all that are open at once keep the same payloads. */
  readonly open: () => PayloadStore | Promise<PayloadStore>
  /** Closes one that was opened; absent: there is nothing to close. */
  readonly close?: (store: PayloadStore) => Promise<void>
  /** A lifetime that is short, and long enough for one call. @defaultValue 500 ms */
  readonly shortTtlMs?: number
  /** Waits until so many milliseconds have passed by the store's clock. @defaultValue the real time */
  readonly pass?: (ms: number) => Promise<void>
  /** Bytes of the largest payload that is tried. @defaultValue 20 MB */
  readonly largestBytes?: number
  /** For one test, where the runner takes it from us. @defaultValue 60 s */
  readonly testTimeoutMs?: number
}

const AT_ONCE = 50
const KEPT = { ttlMs: 600_000 }

/**
 * The contract of {@link PayloadStore} as tests. It leaves payloads behind that expire within ten minutes.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest'
 * payloadStoreConformance({ describe, it }, { open: () => new MyPayloadStore({ url }) })
 * ```
 */
export function payloadStoreConformance(
  runner: Runner,
  options: PayloadStoreConformanceOptions,
): void {
  const { shortTtlMs = 500, largestBytes = 20_000_000, testTimeoutMs = 60_000 } = options
  const { pass = inRealTime } = options
  const { test } = suiteOn(runner, { openBench: () => new PayloadBench(options), testTimeoutMs })

  runner.describe('payload store', () => {
    test('is ready, and says what it is', async (bench) => {
      const store = await bench.open()
      assert.notEqual(store.description.trim(), '')
    })

    test('gives back byte for byte what another one has put, however large', async (bench) => {
      const [writer, reader] = [await bench.open(), await bench.open()]
      // Every byte, none, what is no UTF-8, and a part of a larger memory.
      const all = Uint8Array.from({ length: 256 }, (_, index) => index)
      const large = randomBytes(largestBytes)
      for (const bytes of [all, new Uint8Array(), all.subarray(200, 230), large]) {
        const key = randomUUID()
        await writer.put(key, bytes, KEPT)
        const found = await reader.get(key)
        assert.ok(found, 'it is there')
        assert.ok(Buffer.from(found).equals(bytes), `${String(bytes.length)} bytes as they were`)
      }
    })

    test('knows nothing of what was never put, and takes its deletion', async (bench) => {
      const store = await bench.open()
      const key = randomUUID()
      assert.equal(await store.get(key), undefined)
      await store.delete(key)
    })

    test('forgets what is deleted, and nothing else', async (bench) => {
      const [store, other] = [await bench.open(), await bench.open()]
      const [gone, kept] = [randomUUID(), randomUUID()]
      await store.put(gone, bytesOf('gone'), KEPT)
      await store.put(kept, bytesOf('kept'), KEPT)
      await store.delete(gone)
      assert.equal(await other.get(gone), undefined)
      assert.equal(textOf(await other.get(kept)), 'kept')
      // It may come once more under its key.
      await store.put(gone, bytesOf('gone'), KEPT)
      assert.equal(textOf(await other.get(gone)), 'gone')
    })

    test('gives nothing whose time is over, and everything whose time is not', async (bench) => {
      const store = await bench.open()
      const [short, renewed, long, forever] = [0, 1, 2, 3].map(() => randomUUID())
      assert.ok(short && renewed && long && forever)
      for (const key of [short, renewed]) {
        await store.put(key, bytesOf('short'), { ttlMs: shortTtlMs })
      }
      await store.put(long, bytesOf('long'), KEPT)
      await store.put(forever, bytesOf('forever'), { ttlMs: 'forever' })
      await store.put(renewed, bytesOf('short'), KEPT)
      await pass(shortTtlMs + 1)
      assert.equal(await gone(store, short, pass), undefined)
      assert.equal(textOf(await store.get(renewed)), 'short')
      assert.equal(textOf(await store.get(long)), 'long')
      assert.equal(textOf(await store.get(forever)), 'forever')
      await store.delete(forever)
    })

    test(`keeps apart what ${String(AT_ONCE)} writers put at once`, async (bench) => {
      const stores = [await bench.open(), await bench.open()]
      const keys = Array.from({ length: AT_ONCE }, () => randomUUID())
      const storeOf = (index: number): PayloadStore => stores[index % 2] ?? assert.fail()
      await Promise.all(
        keys.map((key, index) => storeOf(index).put(key, bytesOf(`payload ${key}`), KEPT)),
      )
      const found = await Promise.all(keys.map((key, index) => storeOf(index + 1).get(key)))
      assert.deepEqual(
        found.map(textOf),
        keys.map((key) => `payload ${key}`),
      )
    })

    test('shows nobody a part of what is being put', async (bench) => {
      const [writer, reader] = [await bench.open(), await bench.open()]
      const key = randomUUID()
      const bytes = randomBytes(Math.min(largestBytes, 4_000_000))
      const first = during(writer.put(key, bytes, KEPT))
      while (first.isUnderWay) {
        const found = await reader.get(key)
        if (found) assert.equal(found.length, bytes.length)
      }
      await first.work
      // Again, to be kept longer: at no moment it is gone.
      const again = during(writer.put(key, bytes, KEPT))
      while (again.isUnderWay) assert.equal((await reader.get(key))?.length, bytes.length)
      await again.work
    })
  })
}

class PayloadBench implements Bench {
  readonly #options: PayloadStoreConformanceOptions
  readonly #open: PayloadStore[] = []

  constructor(options: PayloadStoreConformanceOptions) {
    this.#options = options
  }

  async open(): Promise<PayloadStore> {
    const store = await this.#options.open()
    this.#open.push(store)
    await store.ready()
    return store
  }

  async close(): Promise<void> {
    for (const store of this.#open) await this.#options.close?.(store)
  }
}

/** Work, and whether it still goes on. */
function during(work: Promise<void>): {
  readonly work: Promise<void>
  readonly isUnderWay: boolean
} {
  const state = { work, isUnderWay: true }
  const ended = (): void => void (state.isUnderWay = false)
  work.then(ended, ended)
  return state
}

/** Some stores forget a moment later. */
async function gone(
  store: PayloadStore,
  key: string,
  pass: (ms: number) => Promise<void>,
): Promise<Uint8Array | undefined> {
  const mostRounds = 50
  for (let round = 0; round < mostRounds; round += 1) {
    if (!(await store.get(key))) return undefined
    await pass(100)
  }
  return store.get(key)
}

const inRealTime = (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms))

const bytesOf = (text: string): Uint8Array => Buffer.from(text)

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString()
