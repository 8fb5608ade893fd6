import { type ErrorCode, type Release, ResultStoreConnectionError, task } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)

const failure = (code: ErrorCode): ResultStoreConnectionError =>
  new ResultStoreConnectionError({ code, text: errorTexts.closed({ what: `the store, ${code},` }) })
const AWAY = failure('ARQ_STORE_CONNECTION')

/** A worker that starts, and what opening its store fails with at each try; after those it opens. */
async function startWith(failures: readonly Error[], lastsFor = failures.length) {
  const clock = new ManualClock()
  const settings = { functions: [add], healthEndpointPort: 0 }
  const arq = await setup(settings, { clock, onFailure: 'refuse' })
  const acquire = arq.store.acquire.bind(arq.store)
  const triedAtMs: number[] = []
  const begunMs = clock.now()
  let onTry: () => void = () => undefined
  arq.store.acquire = async (): Promise<Release> => {
    const tries = triedAtMs.push(clock.now() - begunMs)
    onTry()
    if (tries <= lastsFor) throw failures[Math.min(tries, failures.length) - 1]!
    return acquire()
  }
  const tried = new Promise<void>((resolve) => (onTry = resolve))
  const running = arq.worker.run()
  // Whoever does not await it yet must not end the test.
  running.catch(() => undefined)
  await tried
  const linesWith = (words: string) => arq.log.filter(({ message }) => message.includes(words))
  return { arq, clock, triedAtMs, running, linesWith }
}

describe('a result store that is away while a worker starts', () => {
  it('is tried again with growing pauses, told of once, and then the jobs are run', async () => {
    const { arq, clock, triedAtMs, running, linesWith } = await startWith([AWAY], 8)
    const events: string[] = []
    arq.worker.on(({ type }) => void events.push(type))
    const id = await arq.enqueue(add, [1, 2])
    await clock.advance('1m')
    expect(triedAtMs).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750, 22_750])
    expect((await arq.store.get(id))?.result).toBe(3)
    expect(linesWith('The result store is away')).toEqual([
      { level: 'warn', message: expect.stringContaining('ARQ_STORE_CONNECTION') },
    ])
    expect(linesWith('The result store is there')).toHaveLength(1)
    const said = arq.log.map(({ message }) => message)
    const [found, ready] = ['The result store is there', 'waiting for jobs'].map((words) =>
      said.findIndex((line) => line.includes(words)),
    )
    expect(ready).toBeGreaterThan(found!)
    expect(arq.worker.health).toEqual({ status: 'ready', problems: [] })
    await arq.close()
    await running
  })

  it('is why the worker is not ready, also for whoever asks its endpoint', async () => {
    const { arq, clock, running, linesWith } = await startWith([AWAY], Infinity)
    await clock.advance('10s')
    expect(linesWith('waiting for jobs')).toEqual([])
    expect(arq.worker.health).toMatchObject({
      status: 'not_ready',
      problems: [
        { code: 'starting' },
        { code: 'store_away', since: new Date(clock.now() - 10_000) },
      ],
    })
    const answer = await fetch(`${arq.worker.healthEndpoint!}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/store_away .*the store, ARQ_STORE_CONNECTION,/)
    await arq.close()
    await running
  })

  it('does not hold up a stop', async () => {
    const { arq, running, triedAtMs } = await startWith([AWAY], Infinity)
    await arq.worker.stop()
    await running
    expect(triedAtMs).toHaveLength(1)
    await arq.close()
  })

  it('is another matter than one that refuses the login, also once it is there', async () => {
    const { arq, clock, running, triedAtMs } = await startWith([AWAY, failure('ARQ_STORE_AUTH')])
    await clock.advance('10s')
    await expect(running).rejects.toMatchObject({ code: 'ARQ_STORE_AUTH' })
    expect(triedAtMs).toHaveLength(2)
    await arq.close()
  })
})
