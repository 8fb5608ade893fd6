import assert from 'node:assert/strict'

import {
  REMEMBERED_WRITERS,
  type ResultStore,
  type StreamBatch,
  type StreamName,
  streamNotice,
  type StreamStore,
} from '@arq/core'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

const AT_ONCE = 10

/** Logs beside the records: appended to by writers that may repeat themselves, read from any place. */
export function streams({ test }: Suite<StoreBench>): void {
  test('gives what was appended, in order, from any place on', async (bench) => {
    const [writer, reader] = [await connected(bench), await connected(bench)]
    const stream = nameOf(bench)
    assert.deepEqual(await read(reader, stream), { birth: undefined, last: 0, items: [] })
    await append(writer, stream, { texts: ['"a"', '"é\\u0000\\"{1}"'] })
    await append(writer, stream, { firstNumber: 3, texts: ['3', '{"x":"家"}'] })

    const { birth, last, items } = await read(reader, stream)
    assert.equal(typeof birth, 'string')
    assert.equal(last, 4)
    assert.deepEqual(items, [
      { position: 1, writer: 'w1', text: '"a"' },
      { position: 2, writer: 'w1', text: '"é\\u0000\\"{1}"' },
      { position: 3, writer: 'w1', text: '3' },
      { position: 4, writer: 'w1', text: '{"x":"家"}' },
    ])
    const rest = await reader.read(stream, { after: 1, limit: 2 })
    assert.deepEqual([rest.birth, rest.last, positions(rest)], [birth, 4, [2, 3]])
    assert.deepEqual(positions(await reader.read(stream, { after: 4, limit: 2 })), [])
    const beyond = await reader.read(stream, { after: 1e15, limit: 1 })
    assert.deepEqual([beyond.birth, beyond.last, beyond.items], [birth, 4, []])
  })

  test('has an append once, however often it is repeated, in part or by several at once', async (bench) => {
    const [store, other] = [await connected(bench), await connected(bench)]
    const stream = nameOf(bench)
    await append(store, stream, { texts: ['1', '2'] })
    await append(other, stream, { texts: ['1', '2'] })
    await append(store, stream, { texts: ['1', '2', '3'] })
    await append(store, stream, { firstNumber: 2, texts: ['2', '3', '4'] })
    await append(store, stream, { writer: 'w2', texts: ['5'] })
    await append(other, stream, { firstNumber: 4, texts: ['4'] })
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        append(index % 2 === 0 ? store : other, stream, { firstNumber: 5, texts: ['6', '7'] }),
      ),
    )
    assert.deepEqual(texts(await read(store, stream)), ['1', '2', '3', '4', '5', '6', '7'])
  })

  test('keeps the order of each of many writers at once, and gives each item a place of its own', async (bench) => {
    const stores = [await connected(bench), await connected(bench)]
    const stream = nameOf(bench)
    await bench.within(
      'appends',
      Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          const store = stores[index % 2]
          assert.ok(store)
          for (let number = 1; number <= 20; number += 2) {
            const items = [`[${index},${number}]`, `[${index},${number + 1}]`]
            await append(store, stream, { writer: `w${index}`, firstNumber: number, texts: items })
          }
        }),
      ),
    )
    const [store] = stores
    assert.ok(store)
    const slice = await read(store, stream)
    const total = AT_ONCE * 20
    assert.deepEqual(
      positions(slice),
      Array.from({ length: total }, (_, index) => index + 1),
    )
    for (let index = 0; index < AT_ONCE; index += 1) {
      const own = slice.items.filter(({ writer }) => writer === `w${index}`)
      assert.deepEqual(
        own.map(({ text }) => text),
        Array.from({ length: 20 }, (_, number) => `[${index},${number + 1}]`),
      )
    }
  })

  test('knows a writer until a hundred others have appended', async (bench) => {
    const store = await connected(bench)
    const stream = nameOf(bench)
    await append(store, stream, { writer: 'first', texts: ['"first"'] })
    for (let index = 1; index < REMEMBERED_WRITERS; index += 1) {
      await append(store, stream, { writer: `other${index}`, texts: [String(index)] })
    }
    await append(store, stream, { writer: 'first', texts: ['"first"'] })
    assert.equal((await store.read(stream, { after: 0, limit: 1 })).last, REMEMBERED_WRITERS)
  })

  test('drops the oldest beyond so many items, and the places tell it', async (bench) => {
    const store = await connected(bench)
    const stream = nameOf(bench)
    for (let number = 1; number <= 8; number += 2) {
      const items = [String(number), String(number + 1)]
      await append(store, stream, { firstNumber: number, texts: items, maxItems: 3 })
    }
    // A store may be one append late.
    await append(store, stream, { firstNumber: 9, texts: ['9'], maxItems: 3 })
    const slice = await read(store, stream)
    assert.equal(slice.last, 9)
    assert.ok(slice.items.length >= 3 && slice.items.length <= 4, `${slice.items.length} items`)
    assert.deepEqual(positions(slice), texts(slice).map(Number))
    assert.equal(slice.items.at(-1)?.position, 9)
  })

  test('drops the oldest beyond so many bytes, but not the last one', async (bench) => {
    const store = await connected(bench)
    const stream = nameOf(bench)
    // In UTF-8 each has 302 bytes.
    const text = JSON.stringify('家'.repeat(100))
    const bounds = { maxBytes: 1000 }
    for (let number = 1; number <= 7; number += 1) {
      await append(store, stream, { firstNumber: number, texts: [text], ...bounds })
    }
    const kept = positions(await read(store, stream))
    assert.ok(kept.length >= 3 && kept.length <= 4, `${kept.length} are kept`)
    assert.equal(kept.at(-1), 7)

    const large = JSON.stringify('x'.repeat(2000))
    await append(store, stream, { firstNumber: 8, texts: [large], ...bounds })
    await append(store, stream, { firstNumber: 9, texts: [large], ...bounds })
    const last = positions(await read(store, stream))
    assert.equal(last.at(-1), 9)
    assert.ok(last.length <= 2, `${last.length} are kept`)
  })

  test('takes and gives an item of 1 MiB, and five hundred at once', async (bench) => {
    const store = await connected(bench)
    const stream = nameOf(bench)
    const large = JSON.stringify('x'.repeat(1024 * 1024 - 2))
    await append(store, stream, { texts: [large], maxBytes: 8 * 1024 * 1024 })
    const many = Array.from({ length: 500 }, (_, index) => String(index))
    await append(store, stream, { firstNumber: 2, texts: many, maxBytes: 8 * 1024 * 1024 })
    const slice = await read(store, stream)
    assert.equal(slice.items[0]?.text.length, large.length)
    assert.deepEqual(texts(slice).slice(1), many)
  })

  test('forgets a log after its lifetime, which an append never shortens; a later one has another birth', async (bench) => {
    const store = await connected(bench)
    const [brief, kept] = [nameOf(bench), nameOf(bench)]
    const ttlMs = bench.shortTtlMs
    await append(store, kept, { texts: ['1'] })
    await append(store, kept, { firstNumber: 2, texts: ['2'], ttlMs })
    await append(store, brief, { texts: ['1'], ttlMs })
    const before = await read(store, kept)
    await bench.untilLater(ttlMs, 'the log is gone', async () => {
      return (await read(store, brief)).birth === undefined
    })
    assert.deepEqual(await store.names(brief.group), [])
    assert.deepEqual(texts(await read(store, kept)), ['1', '2'])

    await append(store, brief, { writer: 'w9', texts: ['7'] })
    const after = await read(store, brief)
    assert.deepEqual([after.last, texts(after)], [1, ['7']])
    assert.equal(typeof after.birth, 'string')
    assert.notEqual(after.birth, before.birth)
  })

  test('tells the logs of a group apart, names them, and removes them together', async (bench) => {
    const store = await connected(bench)
    const group = bench.id('group {a} }b{ *')
    const names = ['tokens', 'arq:inbox', 'with space', '{}:家']
    const [first, other] = [names[0] ?? '', { group: bench.id(), name: 'tokens' }]
    for (const name of names)
      await append(store, { group, name }, { texts: [JSON.stringify(name)] })
    await append(store, other, { texts: ['1'] })
    assert.deepEqual([...(await store.names(group))].toSorted(), [...names].toSorted())
    for (const name of names) {
      assert.deepEqual(texts(await read(store, { group, name })), [JSON.stringify(name)])
    }
    const { birth } = await read(store, { group, name: first })
    assert.equal(await store.remove(group), true)
    assert.equal(await store.remove(group), false)
    assert.deepEqual(await store.names(group), [])
    assert.equal((await read(store, { group, name: first })).birth, undefined)
    assert.deepEqual(texts(await read(store, other)), ['1'])

    await append(store, { group, name: first }, { writer: 'later', texts: ['1'] })
    assert.notEqual((await read(store, { group, name: first })).birth, birth)
    await store.remove(group)
  })

  test('tells of news in a log, where it tells of changed jobs, when they can be read', async (bench) => {
    const [writer, listener] = [await bench.connect(), await bench.connect()]
    if (!listener.subscribe) return
    const stream = nameOf(bench)
    const seen: Promise<number>[] = []
    const subscription = listener.subscribe((notice) => {
      if (notice !== streamNotice(stream)) return
      const slice = listener.streams?.read(stream, { after: 0, limit: 10 })
      if (slice) seen.push(slice.then(({ last }) => last))
    })
    const release = await bench.within('subscribe', subscription)
    await append(partOf(writer), stream, { texts: ['1', '2'] })
    await bench.until('a notice of the log', () => seen.length > 0)
    assert.equal(await seen.at(-1), 2)
    await release()
  })
}

const partOf = (store: ResultStore): StreamStore => {
  assert.ok(store.streams, 'the store has no streams; say so: canStream: false')
  return store.streams
}

const connected = async (bench: StoreBench): Promise<StreamStore> => partOf(await bench.connect())

const nameOf = (bench: StoreBench): StreamName => ({ group: bench.id(), name: 'tokens' })

const append = (store: StreamStore, stream: StreamName, batch: Partial<StreamBatch>) =>
  store.append(stream, {
    writer: 'w1',
    firstNumber: 1,
    texts: [],
    ttlMs: LONG_TTL_MS,
    maxItems: 1000,
    maxBytes: 1024 * 1024,
    ...batch,
  })

const read = (store: StreamStore, stream: StreamName) =>
  store.read(stream, { after: 0, limit: 1000 })

type Slice = Awaited<ReturnType<typeof read>>

const positions = ({ items }: Slice): readonly number[] => items.map(({ position }) => position)
const texts = ({ items }: Slice): readonly string[] => items.map(({ text }) => text)
