import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { afterAll, afterEach, expect, it } from '@jest/globals'

import { SqlResultStore } from '../../src/index.js'
import { loadSqliteDriver } from '../../src/sqlite/sqlite-driver.js'

const program = join(import.meta.dirname, 'programs', 'sqlite-writer.mjs')
const folder = mkdtempSync(join(tmpdir(), 'arq-sqlite-crash-'))
const writers: Writer[] = []
afterEach(() => Promise.all(writers.splice(0).map((writer) => writer.kill())))
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that writes jobs, one after another. */
class Writer {
  /** Ids of jobs that it was told are kept. */
  readonly written: string[] = []
  readonly #child
  readonly #ended
  #look: () => void = () => undefined

  constructor(url: string, name: string) {
    this.#child = spawn(process.execPath, [program, url, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#ended = once(this.#child, 'exit')
    createInterface({ input: this.#child.stdout }).on('line', (jobId) => {
      this.written.push(jobId)
      this.#look()
    })
    writers.push(this)
  }

  /** Resolves when it has written so many more; rejects when it ends by itself. */
  async more(count: number): Promise<void> {
    const wanted = this.written.length + count
    const reached = new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.written.length >= wanted) resolve()
      }
    })
    const ended = this.#ended.then(() => Promise.reject(new Error('a writer ended by itself')))
    await Promise.race([reached, ended])
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}

it('keeps a file whole, and what was answered in it, when processes that write to it are killed', async () => {
  const path = join(folder, 'jobs.db')
  const url = `sqlite://${path}`
  let living = ['a', 'b', 'c'].map((name) => new Writer(url, name))
  await Promise.all(living.map((writer) => writer.more(30)))
  for (let round = 0; round < 6; round += 1) {
    const [victim, ...others] = living
    await victim?.kill()
    living = [...others, new Writer(url, `r${String(round)}`)]
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
