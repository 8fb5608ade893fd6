import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, expect, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { loadSqliteDriver } from '../../src/sqlite/sqlite-driver.js'
import { countersIn } from '../count-up.js'
import { Writer } from './writer.js'

const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-crash-'))
const writers: Writer[] = []
afterEach(() => Promise.all(writers.splice(0).map((writer) => writer.kill())))
afterAll(() => rmSync(folder, { recursive: true }))

const begin = (program: string, ...args: readonly string[]): Writer => {
  const writer = new Writer(program, ...args)
  writers.push(writer)
  return writer
}

it('keeps a file whole, and what was answered in it, when processes that write to it are killed', async () => {
  const path = join(folder, 'jobs.db')
  const url = `sqlite://${path}`
  let living = ['a', 'b', 'c'].map((name) => begin('sqlite-writer.mjs', url, name))
  await Promise.all(living.map((writer) => writer.more(30)))
  for (let round = 0; round < 6; round += 1) {
    const [victim, ...others] = living
    await victim?.kill()
    living = [...others, begin('sqlite-writer.mjs', url, `r${String(round)}`)]
    // Nobody waits for what the dead one held.
    await Promise.all(living.map((writer) => writer.more(30)))
  }
  const all = [...writers]
  await Promise.all(living.map((writer) => writer.kill()))

  const written = all.flatMap((writer) => writer.written)
  const store = new SqlResultStore({ url })
  await store.connect()
  const found = await store.getMany(written)
  expect(written.filter((jobId) => found.get(jobId)?.result !== jobId)).toEqual([])
  await store.close()
  const file = (await loadSqliteDriver())(path)
  expect(file.prepare('pragma integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
  file.close()
})

it('keeps each write of entries whole when processes that write them are killed', async () => {
  const path = join(folder, 'entries.db')
  const url = `sqlite://${path}`
  const rounds = 3
  for (let round = 0; round < rounds; round += 1) {
    const living = [
      begin('entries-writer.mjs', url, 'arq_'),
      begin('entries-writer.mjs', url, 'arq_'),
    ]
    await Promise.all(living.map((writer) => writer.more(20)))
    await Promise.all(living.map((writer) => writer.kill()))
  }
  const store = new SqlResultStore({ url })
  await store.connect()
  const [one, other] = await countersIn(store.entries, 'g')
  await store.close()
  const told = writers.flatMap((writer) => writer.written)
  expect(one).toBe(other)
  // Of nobody told twice, and at most one of each that was killed was made without a word.
  expect(new Set(told).size).toBe(told.length)
  expect(one).toBeGreaterThanOrEqual(told.length)
  expect(one).toBeLessThanOrEqual(told.length + 2 * rounds)
})
