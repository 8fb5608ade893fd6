import { isArqError, type JobContext, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { allCellsOf, cellsOf, Death } from './mortal-process.js'
import { World } from './signal-world.js'

const WAIT = { timeout: '3d' } as const

const codeOf = (error: unknown): unknown => (isArqError(error) ? error.code : error)

/** A task that waits, and notes with what it goes on. */
function waiting() {
  const wentOn: unknown[] = []
  const order = task('order', async (ctx: JobContext<object>) => {
    const answer = await ctx.waitFor('approval', WAIT).catch(codeOf)
    wentOn.push(answer)
    return answer
  })
  return { order, wentOn }
}

/** A job waits, is signalled after an hour, and ends. */
async function signalledJob(death: Death) {
  const world = await World.open()
  const { order, wentOn } = waiting()
  const client = await world.client()
  // Another worker takes over at once.
  let isDead = false
  death.onDeath = () => {
    isDead = true
    void world.worker([order])
  }
  const job = await client.enqueueJob(order)
  await world.worker([order], death.seams)
  await world.clock.advance('1h')
  const answer = await job.signal('approval', 'yes')
  await world.clock.advance('1h')
  return { world, job, answer, wentOn, isDead }
}

/** A job that waits is signalled by a process that may die. */
async function dyingSignaller(death: Death) {
  const world = await World.open()
  const { order, wentOn } = waiting()
  const client = await world.client()
  const job = await client.enqueueJob(order)
  await world.worker([order])
  await world.clock.advance('1h')
  const signaller = await world.client(death.seams)
  death.lines.length = 0
  const given = signaller.signal(job.jobId, 'approval', 'yes')
  await world.clock.advance('1s')
  return { world, job, wentOn, given }
}

describe('a worker that dies', () => {
  it('at any line of suspending and resuming a job loses no signal, and doubles none', async () => {
    const whole = new Death()
    const { isDead } = await signalledJob(whole)
    expect(isDead).toBe(false)
    expect(whole.lines).toContain('write')
    const cells = cellsOf(whole.lines)
    expect(whole.lines.length).toBeGreaterThan(10)
    for (const { side, at, line } of cells) {
      const { job, answer, wentOn, world } = await signalledJob(new Death(at, side))
      const cell = `${side} line ${String(at)}, ${line}`
      expect([cell, answer]).toEqual([cell, 'accepted'])
      expect([cell, await job.status()]).toEqual([cell, 'completed'])
      expect([cell, await job.result({ timeout: 0 })]).toEqual([cell, 'yes'])
      // A run that was cut off behind its wait may be repeated, with the same answer.
      expect([cell, [...new Set(wentOn)]]).toEqual([cell, ['yes']])
      const runs = wentOn.length
      await world.clock.advance('5d')
      expect([cell, wentOn.length, world.broker.delayedCount]).toEqual([cell, runs, 0])
      await world.close()
    }
  }, 60_000)
})

describe('a signaller that dies', () => {
  it('at any line leaves a signal that wakes its job within a minute, or none at all', async () => {
    const whole = new Death()
    expect((await dyingSignaller(whole)).wentOn).toEqual(['yes'])
    expect(whole.lines).toEqual(['read', 'publish', 'write', 'publish'])
    for (const { side, at, line } of allCellsOf(whole.lines)) {
      const { job, world, wentOn } = await dyingSignaller(new Death(at, side))
      const cell = `${side} line ${String(at)}, ${line}`
      await world.clock.advance('1m')
      const isGiven = wentOn.length > 0
      expect([cell, isGiven]).toEqual([cell, at > 3 || (at === 3 && side === 'after')])
      if (!isGiven) {
        // The bell, if there was one, rang for nothing: the job waits on.
        expect([cell, await job.status()]).toEqual([cell, 'queued'])
        expect([cell, await job.signal('approval', 'second')]).toEqual([cell, 'accepted'])
        await world.clock.advance('1s')
      }
      expect([cell, await job.result({ timeout: 0 })]).toEqual([cell, isGiven ? 'yes' : 'second'])
      await world.clock.advance('5d')
      expect([cell, wentOn.length]).toEqual([cell, 1])
      await world.close()
    }
  }, 60_000)

  it('after it was stored is made good at once by whoever repeats the call', async () => {
    const { job, world, wentOn } = await dyingSignaller(new Death(3, 'after'))
    expect(wentOn).toEqual([])
    expect(await job.signal('approval', 'second')).toBe('already')
    await world.clock.advance('1s')
    expect(wentOn).toEqual(['yes'])
  })
})

/** At one line of a worker something else happens, and the worker goes on. */
function at(line: number, side: 'before' | 'after', happen: () => Promise<void>) {
  const seen: string[] = []
  let isUnderWay = false
  const seam = (here: 'before' | 'after') => async (): Promise<boolean> => {
    if (here === side && seen.length === line && !isUnderWay) {
      isUnderWay = true
      await happen()
    }
    return true
  }
  const before = seam('before')
  return {
    seen,
    lines: {
      before: (name: string) => {
        seen.push(name)
        return before()
      },
      after: seam('after'),
    },
  }
}

describe('a signal that comes between two lines', () => {
  it.each([
    ['of the suspension', '0s'],
    ['of the end of the wait', '3d'],
  ] as const)(
    '%s is taken at once, or told that it is too late',
    async (_words, meanwhile) => {
      for (let line = 1; ; line += isFullRun ? 1 : 3) {
        let lines = 0
        for (const side of ['before', 'after'] as const) {
          const world = await World.open()
          const { order, wentOn } = waiting()
          const client = await world.client()
          const job = await client.enqueueJob(order)
          let answer: string | undefined
          const { seen, lines: seams } = at(line, side, async () => {
            answer = await job.signal('approval', 'yes')
          })
          if (meanwhile === '0s') await world.worker([order], seams)
          else {
            // Suspended by one worker, and resumed by the one that is looked at.
            await world.worker([order])
            await world.clock.advance('1h')
            await world.loseWorkers()
            await world.worker([order], seams)
          }
          await world.clock.advance(meanwhile)
          await world.clock.advance('2s')
          lines = seen.length
          const cell = `${side} line ${String(line)}, ${seen[line - 1] ?? ''}`
          if (answer === 'accepted') expect([cell, wentOn]).toEqual([cell, ['yes']])
          else if (answer === 'timedOut' || answer === 'ended') {
            expect([cell, meanwhile, wentOn]).toEqual([cell, '3d', ['ARQ_SIGNAL_TIMEOUT']])
          } else expect([cell, answer]).toEqual([cell, undefined])
          await world.close()
        }
        if (line >= lines) return
      }
    },
    60_000,
  )
})
