import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { until } from '@arq/tooling-services'
import { expect, it } from '@jest/globals'
import pg from 'pg'

import { createOutbox, openOutboxTable } from '../../src/index.js'
import { freshPrefix, jobsOver, sharedRedis, urlOf } from './setup.js'

const JOBS = Number(process.env['ARQ_TEST_OUTBOX_JOBS'] ?? 100_000)
const KILLS = 20
const RELAYS = 3

const PROGRAM = fileURLToPath(new URL('./relay-process.js', import.meta.url))

/** Relays in processes of their own. */
class Relays {
  readonly #args: readonly string[]
  readonly #running: ChildProcess[] = []
  kills = 0

  constructor(args: readonly string[]) {
    this.#args = args
  }

  async add(): Promise<void> {
    const child = fork(PROGRAM, [...this.#args], { execArgv: [] })
    this.#running.push(child)
    await once(child, 'message')
  }

  /** Kills the one that has been there for longest, wherever it is, and starts another one. */
  async replaceOne(): Promise<void> {
    const child = this.#running.shift()
    if (!child) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    this.kills += 1
    await this.add()
  }

  async end(): Promise<void> {
    for (const child of this.#running.splice(0)) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
  }
}

// In short: `postgres.integration.test.ts`, where relays lose their connections.
const itInFull = isFullRun ? it : it.skip

itInFull(
  `runs each of ${String(JOBS)} jobs once while relays are killed`,
  async () => {
    const database = urlOf('POSTGRESQL')
    const tablePrefix = freshPrefix()
    const { keyPrefix, newStore } = sharedRedis()
    const table = openOutboxTable({ url: database, tablePrefix })
    await table.migrate()
    await using jobs = await jobsOver(newStore)
    const servers = [urlOf('RABBITMQ'), urlOf('REDIS'), keyPrefix]
    const relays = new Relays([database, tablePrefix, ...servers])
    const application = new pg.Client(database)
    await application.connect()
    const outbox = createOutbox({ tablePrefix, queueName: jobs.queueName })
    try {
      await Promise.all(Array.from({ length: RELAYS }, () => relays.add()))
      const inserting = (async () => {
        for (let at = 0; at < JOBS; at += 100) {
          await application.query('begin')
          const writer = outbox(application)
          for (let n = at; n < Math.min(at + 100, JOBS); n += 1) {
            await writer.enqueue(jobs.count, [`job-${String(n)}`])
          }
          // Each tenth transaction is rolled back, and done again.
          if (at % 1000 === 0) {
            await application.query('rollback')
            await application.query('begin')
            for (let n = at; n < Math.min(at + 100, JOBS); n += 1) {
              await writer.enqueue(jobs.count, [`job-${String(n)}`])
            }
          }
          await application.query('commit')
        }
      })()
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await jobs.ran(Math.floor((JOBS * kill) / (KILLS + 1)))
        await relays.replaceOne()
      }
      await inserting
      await jobs.ran(JOBS)
      // What a killed relay had sent already is found to be there, and goes.
      const isEmpty = async () => (await table.status()).waiting === 0
      await until(isEmpty, { what: 'an empty outbox', withinMs: 60_000, everyMs: 200 })
    } finally {
      await relays.end()
      await application.query(`drop table ${tablePrefix}outbox, ${tablePrefix}outbox_schema`)
      await application.end()
    }
    expect(relays.kills).toBe(KILLS)
    expect(jobs.runs.size).toBe(JOBS)
    expect([...jobs.runs].filter(([, times]) => times !== 1)).toEqual([])
  },
  600_000,
)
