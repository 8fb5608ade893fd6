import type { Release } from '@arq/core'

import { rejectsWith } from './expect-error.js'
import { type Bench, suiteOn } from './harness.js'
import type { Runner } from './runner.js'
import { within } from './waiting.js'

/** What transports and stores have in common. */
export interface Lifecycle {
  connect(): Promise<void>
  acquire(): Promise<Release>
  close(): Promise<void>
}

export interface LifecycleConformanceOptions<T extends Lifecycle> {
  /** Makes one that is not yet connected. */
  readonly open: () => T | Promise<T>
  /** Something harmless that needs it open, for example a look-up. */
  readonly use: (subject: T) => Promise<unknown>
  /** How long to wait for one thing to happen. Default: 10 s */
  readonly waitMs?: number | undefined
  /** Limit for one test, where the runner takes it. Default: 60 s */
  readonly testTimeoutMs?: number | undefined
}

/** The contract of opening and closing: who opens it closes it, users are counted, closed means closed. */
export function lifecycleConformance<T extends Lifecycle>(
  runner: Runner,
  { open, use, waitMs = 10_000, testTimeoutMs = 60_000 }: LifecycleConformanceOptions<T>,
): void {
  const openBench = () => new LifecycleBench(open, waitMs)
  const { test } = suiteOn<LifecycleBench<T>>(runner, { openBench, testTimeoutMs })

  runner.describe('opening and closing', () => {
    test('connects, and connecting again changes nothing', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('connect', subject.connect())
      await bench.bounded('a second connect', subject.connect())
      await bench.bounded('a use', use(subject))
    })

    test('connects once for many callers at once', async (bench) => {
      const subject = await bench.create()
      await bench.bounded(
        'connects',
        Promise.all(Array.from({ length: 10 }, () => subject.connect())),
      )
      await bench.bounded('a use', use(subject))
    })

    test('closes twice without complaint', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('connect', subject.connect())
      await bench.bounded('close', subject.close())
      await bench.bounded('a second close', subject.close())
    })

    test('closes without ever having been opened', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('close', subject.close())
    })

    test('refuses every use after its close with ARQ_CLOSED', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('connect', subject.connect())
      await bench.bounded('close', subject.close())
      await rejectsWith('ARQ_CLOSED', bench.bounded('a use', use(subject)))
      await rejectsWith('ARQ_CLOSED', bench.bounded('connect', subject.connect()))
      await rejectsWith('ARQ_CLOSED', bench.bounded('acquire', subject.acquire()))
    })

    test('stays open until its last user has released it, and opens for the next', async (bench) => {
      const subject = await bench.create()
      const [first, second] = await bench.bounded(
        'two users',
        Promise.all([subject.acquire(), subject.acquire()]),
      )
      await bench.bounded('the first release', first())
      await bench.bounded('a use by the second', use(subject))
      await bench.bounded('the last release', second())
      await rejectsWith('ARQ_CLOSED', bench.bounded('a use by nobody', use(subject)))
      const third = await bench.bounded('the next user', subject.acquire())
      await bench.bounded('a use by the next', use(subject))
      await bench.bounded('his release', third())
    })

    test('counts a release that is called twice once', async (bench) => {
      const subject = await bench.create()
      const first = await bench.bounded('a user', subject.acquire())
      const second = await bench.bounded('another', subject.acquire())
      await bench.bounded('a release', first())
      await bench.bounded('the same again', first())
      await bench.bounded('a use by the second', use(subject))
      await bench.bounded('the last release', second())
    })

    test('stays open for its owner when the last user has gone', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('connect', subject.connect())
      const release = await bench.bounded('a user', subject.acquire())
      await bench.bounded('the release', release())
      await bench.bounded("the owner's use", use(subject))
    })

    test('closes for its owner whoever still uses it', async (bench) => {
      const subject = await bench.create()
      await bench.bounded('connect', subject.connect())
      const release = await bench.bounded('a user', subject.acquire())
      await bench.bounded('close', subject.close())
      await rejectsWith('ARQ_CLOSED', bench.bounded('a use', use(subject)))
      await bench.bounded('the late release', release())
    })
  })
}

class LifecycleBench<T extends Lifecycle> implements Bench {
  readonly #open: () => T | Promise<T>
  readonly #waitMs: number
  readonly #subjects: T[] = []

  constructor(open: () => T | Promise<T>, waitMs: number) {
    this.#open = open
    this.#waitMs = waitMs
  }

  async create(): Promise<T> {
    const subject = await this.#open()
    this.#subjects.push(subject)
    return subject
  }

  bounded<R>(what: string, happening: Promise<R>): Promise<R> {
    return within(this.#waitMs, what, happening)
  }

  async close(): Promise<void> {
    for (const subject of this.#subjects)
      await this.bounded('close after the test', subject.close())
  }
}
