import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { createClient } from '@arq/client'
import { silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect } from '@jest/globals'

import type { StoreOfKeys } from './keys-with-store.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'

const SIZE = isFullRun
  ? {
      keys: 10,
      callers: 10,
      clients: 10,
      calls: 500,
      workers: 3,
      callerKills: 10,
      workerKills: 20,
      runsBetween: 5,
    }
  : {
      keys: 2,
      callers: 1,
      clients: 5,
      calls: 60,
      workers: 2,
      callerKills: 1,
      workerKills: 1,
      runsBetween: 3,
    }

/** A call, or a run. */
interface Span {
  readonly key: string
  /** Number of the call, of a run that of the call whose arguments it got. */
  readonly call: number
  readonly from: bigint
  /** When it was answered, or its process was killed. Absent of a call: never. */
  to: bigint | undefined
  /** A call that was answered, a run that came to its end. */
  isWhole: boolean
}

const WORDS: Readonly<Record<string, 'call' | 'run'>> = {
  ...{ calls: 'call', called: 'call', began: 'run', ended: 'run' },
}

/** What all processes have said. */
class Ledger {
  readonly calls: Span[] = []
  readonly runs: Span[] = []
  #onRun: () => void = () => undefined

  /** Resolves when so many runs have begun. */
  async begun(count: number): Promise<void> {
    while (this.runs.length < count) await new Promise<void>((resolve) => (this.#onRun = resolve))
  }

  /** One process: what it says goes in, until it is killed or has ended. */
  start(given: object) {
    const program = fileURLToPath(new URL('./unique-process.js', import.meta.url))
    const child = spawn(process.execPath, [program, JSON.stringify(given)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const own: Span[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word = '', key = '', call, at = '0'] = line.split(' ')
      this.#hear(own, { word, key, call: Number(call), at: BigInt(at) })
    })
    const closed = once(child, 'close')
    return {
      closed,
      kill: async (): Promise<void> => {
        const killedAt = process.hrtime.bigint()
        child.kill('SIGKILL')
        await closed
        for (const span of own) span.to ??= killedAt
      },
    }
  }

  #hear(
    own: Span[],
    { word, key, call, at }: Pick<Span, 'key' | 'call'> & { word: string; at: bigint },
  ): void {
    const list = WORDS[word] === 'call' ? this.calls : this.runs
    if (word === 'calls' || word === 'began') {
      const span: Span = { key, call, from: at, to: undefined, isWhole: false }
      own.push(span)
      list.push(span)
      if (word === 'began') this.#onRun()
      return
    }
    const span = own.find((each) => list.includes(each) && each.call === call && !each.isWhole)
    if (!span) return
    span.to = at
    span.isWhole = true
  }
}

/**
 * Clients in many processes call, workers run, and both are killed again and again: whoever is left, each call that was
 * answered is run, or a later one of its key is, and two runs of a key are never under way at the same time.
 */
export async function expectCallsRun(store: StoreOfKeys): Promise<void> {
  const queueName = uniqueName('unique')
  const { storeModule, storeName, storeSettings } = store
  const rabbitUrl = serverUrl('ARQ_TEST_RABBITMQ_URL')
  const given = { rabbitUrl, storeModule, storeName, storeSettings, queueName }
  const keys = Array.from({ length: SIZE.keys }, (_, at) => `k${String(at)}`)
  const ledger = new Ledger()
  let next = 0
  const newCaller = () => {
    const first = next
    next += SIZE.calls
    return ledger.start({
      ...{ ...given, role: 'caller', keys, first },
      ...{ clients: SIZE.clients, count: SIZE.calls },
    })
  }
  const newWorker = () => ledger.start({ ...given, role: 'worker' })
  const callers = Array.from({ length: SIZE.callers }, newCaller)
  const workers = Array.from({ length: SIZE.workers }, newWorker)
  const kills = Array.from({ length: SIZE.workerKills + SIZE.callerKills }, (_, at) =>
    at % Math.round((SIZE.workerKills + SIZE.callerKills) / SIZE.callerKills) === 1
      ? 'caller'
      : 'worker',
  )
  const client = await createClient({
    ...{ queueName, logger: silentLogger, resultStore: store.newStore() },
    transport: new AmqpTransport({ url: nodesOf(rabbitUrl) }),
  })
  try {
    for (const what of kills) {
      // Somewhere in between: a few runs further on each time, or once nobody calls any more.
      const allCalled = Promise.all(callers.map(({ closed }) => closed))
      await Promise.race([ledger.begun(ledger.runs.length + SIZE.runsBetween), allCalled])
      const group = what === 'caller' ? callers : workers
      const victim = group.shift()
      await victim?.kill()
      group.push(what === 'caller' ? newCaller() : newWorker())
    }
    await Promise.all(callers.map(({ closed }) => closed))
    const save = task({
      name: 'save',
      run: (_ctx, _key: string, call: number) => call,
      unique: { key: (key) => key, mode: 'keepLast' },
    })
    // A call that nobody else follows is the one that runs, and the last.
    const last = await Promise.all(keys.map((key, at) => client.enqueueJob(save, [key, -1 - at])))
    expect(await Promise.all(last.map((job) => job.result({ timeout: '90s' })))).toEqual(
      keys.map((_, at) => -1 - at),
    )
  } finally {
    for (const each of [...callers, ...workers]) await each.kill()
    await client.close()
  }
  const { calls, runs } = ledger
  for (const [at, key] of keys.entries()) {
    const ofKey = runs
      .filter((run) => run.key === key)
      .sort((one, other) => Number(one.from - other.from))
    expect(ofKey.at(-1)?.call).toBe(-1 - at)
    const overlaps = ofKey.filter((run, n) => run.from < (ofKey[n - 1]?.to ?? 0n))
    expect(overlaps).toEqual([])
    const lost = calls
      .filter((call) => call.key === key && call.isWhole)
      .filter((call) => !ofKey.some((run) => run.isWhole && standsFor(run, call, calls)))
    expect(lost).toEqual([])
  }
  expect(calls.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(SIZE.calls)
}

/** Whether a run is that of a call, or of one that was not over before it. */
function standsFor(run: Span, call: Span, calls: readonly Span[]): boolean {
  if (run.call < 0) return true
  const ran = calls.find((each) => each.call === run.call)
  return ran !== undefined && (ran.to === undefined || ran.to >= call.from)
}
