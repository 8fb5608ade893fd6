import assert from 'node:assert/strict'

import type { EntryChange, EntryStore } from '@arq/core'

import type { Suite } from '../harness.js'
import { LONG_TTL_MS, type StoreBench } from './store-bench.js'

const AT_ONCE = 100
const KEPT = { ttlMs: LONG_TTL_MS }

/** Texts in groups, written only where what was read still stands. */
export function entries({ test }: Suite<StoreBench>): void {
  test('keeps what was written, letter by letter, for whoever comes later', async (bench) => {
    const group = bench.id('一组')
    const texts = {
      plain: '{"a":1}',
      'with: colon * and ? [x] 😀': JSON.stringify('价格 \u0000 \u2028 "quoted" \\ \r\n'),
      ['n'.repeat(512)]: JSON.stringify('长'.repeat(340_000)),
      'empty object': '{}',
    }
    const writer = await entriesOf(bench)
    const written = await writer.write(group, Object.entries(texts).map(put), KEPT)
    assert.deepEqual([written.kind, count(written)], ['written', 4])

    const reader = await entriesOf(bench)
    assert.deepEqual(await textsIn(reader, group), texts)
    const some = await reader.read(group, ['plain', 'nobody'])
    assert.deepEqual([...some.keys()], ['plain'])
    assert.equal((await reader.read(bench.id(), ['plain'])).size, 0)
  })

  test('reads several groups at once, and none of those without entries', async (bench) => {
    const store = await entriesOf(bench)
    const [one, other, nobody] = [bench.id(), bench.id(), bench.id()]
    await store.write(one, [put(['a', '1']), put(['b', '2'])], KEPT)
    await store.write(other, [put(['a', '3'])], KEPT)
    const found = await store.readMany([one, nobody, other])
    assert.deepEqual([...found.keys()].toSorted(), [one, other].toSorted())
    assert.equal(found.get(one)?.get('b')?.text, '2')
    assert.equal(found.get(other)?.get('a')?.text, '3')
    assert.equal((await store.readMany([])).size, 0)
  })

  test('tells the time of whoever keeps a group, which goes on for all of its readers', async (bench) => {
    const [store, other] = [await entriesOf(bench), await entriesOf(bench)]
    const group = bench.id()
    const times = [await store.now(group), await other.now(group), await store.now(group)]
    assert.ok(times.every((atMs) => Number.isInteger(atMs)))
    assert.deepEqual(times, times.toSorted())
    // Of this age, whatever clock it is.
    assert.ok(times.every((atMs) => atMs > Date.UTC(2000, 0)))
  })

  test('writes where nothing stands, for the first only', async (bench) => {
    const store = await entriesOf(bench)
    const group = bench.id()
    const first = await store.write(group, [{ ...put(['a', '1']), ifVersion: null }], KEPT)
    assert.equal(first.kind, 'written')
    const second = await store.write(group, [{ ...put(['a', '2']), ifVersion: null }], KEPT)
    assert.deepEqual(second, { kind: 'conflict', name: 'a' })
    assert.deepEqual(await textsIn(store, group), { a: '1' })
  })

  test('writes where the version stands that was read, and no other', async (bench) => {
    const store = await entriesOf(bench)
    const group = bench.id()
    const version = versionOf(await store.write(group, [put(['a', '1'])], KEPT))
    assert.equal((await store.read(group)).get('a')?.version, version)
    const change = { name: 'a', text: '1', ifVersion: version }
    const next = versionOf(await store.write(group, [change], KEPT))
    // The same text as before, and yet another write.
    assert.notEqual(next, version)
    assert.equal((await store.write(group, [change], KEPT)).kind, 'conflict')
    const removed = await store.write(
      group,
      [{ name: 'a', text: undefined, ifVersion: next }],
      KEPT,
    )
    assert.deepEqual([removed.kind, count(removed)], ['written', 0])
    assert.equal(
      (await store.write(group, [{ ...change, ifVersion: next }], KEPT)).kind,
      'conflict',
    )
    assert.equal((await store.read(group)).size, 0)
  })

  test('makes all changes of a call, or none', async (bench) => {
    const store = await entriesOf(bench)
    const group = bench.id()
    const version = versionOf(await store.write(group, [put(['a', '1']), put(['b', '1'])], KEPT))
    const changes = [
      { name: 'a', text: '2', ifVersion: version },
      { name: 'b', text: undefined },
      { name: 'c', text: '2', ifVersion: null },
    ]
    const last = { name: 'd', text: '2', ifVersion: version }
    assert.deepEqual(await store.write(group, [...changes, last], KEPT), {
      kind: 'conflict',
      name: 'd',
    })
    assert.deepEqual(await textsIn(store, group), { a: '1', b: '1' })
    const written = await store.write(group, changes, KEPT)
    assert.equal(count(written), 2)
    assert.deepEqual(await textsIn(store, group), { a: '2', c: '2' })
  })

  test(`lets one of ${AT_ONCE} writers through at a time`, async (bench) => {
    const stores = [await entriesOf(bench), await entriesOf(bench)]
    const [store] = stores
    assert.ok(store)
    const group = bench.id()
    for (let round = 1; round <= 2; round += 1) {
      const ifVersion: string | null = (await store.read(group)).get('a')?.version ?? null
      const answers: readonly Written[] = await bench.within(
        `${AT_ONCE} writes`,
        Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            (stores[index % 2] ?? store).write(
              group,
              [
                { name: 'a', text: String(index), ifVersion },
                { name: `by ${index}`, text: '{}' },
              ],
              KEPT,
            ),
          ),
        ),
      )
      const winners = answers.flatMap(({ kind }, index) => (kind === 'written' ? index : []))
      assert.equal(winners.length, 1)
      assert.equal((await store.read(group)).get('a')?.text, String(winners[0]))
    }
    assert.ok((await store.read(group)).size <= 3)
  })

  test('tells each of many writers another count, the last of them all', async (bench) => {
    const store = await entriesOf(bench)
    const group = bench.id()
    const answers = await bench.within(
      `${AT_ONCE} entries`,
      Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          store.write(group, [put([`child ${index}`, '{}'])], KEPT),
        ),
      ),
    )
    const counts = answers.map(count).toSorted((one, other) => Number(one) - Number(other))
    assert.deepEqual(
      counts,
      Array.from({ length: AT_ONCE }, (_, index) => index + 1),
    )
    // The same once more makes none more.
    assert.equal(count(await store.write(group, [put(['child 7', '[]'])], KEPT)), AT_ONCE)
  })

  test('keeps a group as long as the longest-lived write of it', async (bench) => {
    const store = await entriesOf(bench)
    const [kept, short, forever] = [bench.id(), bench.id(), bench.id()]
    const shortly = { ttlMs: bench.shortTtlMs }
    await store.write(forever, [put(['a', '1'])], { ttlMs: 'forever' })
    await store.write(kept, [put(['a', '1'])], KEPT)
    await store.write(forever, [put(['b', '1'])], shortly)
    await store.write(kept, [put(['b', '1'])], shortly)
    await store.write(short, [put(['a', '1'])], shortly)
    await bench.untilGroupGone(store, short, bench.shortTtlMs)
    assert.deepEqual(await textsIn(store, kept), { a: '1', b: '1' })
    assert.deepEqual(await textsIn(store, forever), { a: '1', b: '1' })
    await store.remove(forever)
    // It begins anew, and is not taken for what was there.
    const again = await store.write(short, [{ ...put(['b', '2']), ifVersion: null }], KEPT)
    assert.equal(count(again), 1)
    assert.deepEqual(await textsIn(store, short), { b: '2' })
  })

  test('forgets a group', async (bench) => {
    const store = await entriesOf(bench)
    const [group, other] = [bench.id(), bench.id()]
    await store.write(group, [put(['a', '1']), put(['b', '1'])], { ttlMs: 'forever' })
    await store.write(other, [put(['a', '1'])], KEPT)
    assert.equal(await store.remove(group), true)
    assert.equal(await store.remove(group), false)
    assert.equal((await store.read(group)).size, 0)
    assert.equal((await store.read(other)).size, 1)
    // What was kept for ever is over: the new group lives as long as it says.
    await store.write(group, [put(['a', '2'])], { ttlMs: bench.shortTtlMs })
    await bench.untilGroupGone(store, group, bench.shortTtlMs)
  })

  test('finds the groups whose names begin so, step by step', async (bench) => {
    const store = await entriesOf(bench)
    const prefix = `${bench.prefix}groups*[a]?:`
    const expected = Array.from({ length: 25 }, (_, index) => `${prefix}${index} 组`)
    await Promise.all(expected.map((group) => store.write(group, [put(['a', '1'])], KEPT)))
    await store.write(bench.id('another'), [put(['a', '1'])], KEPT)
    const found = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await store.groups(prefix, { limit: 10, cursor })
      for (const group of page.groups) found.add(group)
      cursor = page.cursor
    } while (cursor !== undefined)
    assert.deepEqual([...found].toSorted(), expected.toSorted())
  })
}

async function entriesOf(bench: StoreBench): Promise<EntryStore> {
  const { entries } = await bench.connect()
  assert.ok(entries, 'the store has no entries; say so: canKeepEntries: false')
  return entries
}

const put = ([name, text]: readonly [string, string]): EntryChange => ({ name, text })

type Written = Awaited<ReturnType<EntryStore['write']>>

const count = (written: Written): number | undefined =>
  written.kind === 'written' ? written.count : undefined

function versionOf(written: Written): string {
  assert.equal(written.kind, 'written')
  return written.version
}

const textsIn = async (store: EntryStore, group: string): Promise<Record<string, string>> =>
  Object.fromEntries([...(await store.read(group))].map(([name, { text }]) => [name, text]))
