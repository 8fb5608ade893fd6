import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, describe, expect, it } from '@jest/globals'

import { allCellsOf, cellsOf, Death } from '../mortal-process.js'
import { type NewStore, SignalSite, untilWaiting } from './signal-site.js'
import { dropTables, SIGNAL_STORES } from './signal-stores.js'

/** Cells under way at once: each has connections of its own to broker and store. */
const AT_ONCE = 6
/** The full run waits for bells, which ring after a minute. */
const LONG_MS = 600_000
const SHORT_MS = 120_000

afterAll(dropTables)

/** A process that dies at a line, or at none. */
function mortal(at?: number, side?: 'before' | 'after') {
  const death = new Death(at, side)
  const died = new Promise<true>((resolve) => (death.onDeath = () => resolve(true)))
  return { death, died }
}

/** One job that waits, and a process that signals it and may die. */
async function signalledBy(site: SignalSite, { death, died }: ReturnType<typeof mortal>) {
  const client = await site.client()
  const job = await client.enqueueJob(site.order)
  await untilWaiting(job)
  const signaller = await site.client(death.seams)
  death.lines.length = 0
  const given = signaller.signal(job.id, 'approval', 'yes')
  given.catch(() => undefined)
  await Promise.race([given, died])
  return { job, client }
}

/** One job whose worker may die; from its death on there is another one. */
async function suspendedBy(newStore: NewStore, { death, died }: ReturnType<typeof mortal>) {
  await using site = new SignalSite(newStore)
  const end = { isDead: false }
  const heir = died.then(async () => {
    end.isDead = true
    await site.worker()
  })
  const client = await site.client()
  const job = await client.enqueueJob(site.order)
  // It may die before it has told that it started.
  await Promise.race([site.worker(death.seams), died])
  await untilWaiting(job)
  const answer = await client.signal(job.id, 'approval', 'yes')
  const result = await job.result({ timeout: '90s' })
  const { isDead } = end
  if (isDead) await heir
  const before = site.wentOn(job.id).length
  // What came back from the dead meanwhile is no run either.
  await site.runRest()
  const wentOn = site.wentOn(job.id)
  return { answer, result, isDead, wentOn: [...new Set(wentOn)], more: wentOn.length - before }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))))
  }
  return done
}

describe.each(Object.keys(SIGNAL_STORES))('signals over RabbitMQ and %s', (name) => {
  it(
    'are given wholly or not at all by a client that dies at any of its calls',
    async () => {
      await using site = new SignalSite((await SIGNAL_STORES[name]!()).newStore)
      await site.worker()
      const whole = mortal()
      const { job } = await signalledBy(site, whole)
      expect(await job.result({ timeout: '60s' })).toBe('yes')
      expect(whole.death.lines).toEqual(['read', 'publish', 'write', 'publish'])
      await Promise.all(
        allCellsOf(whole.death.lines).map(async ({ side, at, line }) => {
          const cell = `${side} call ${String(at)}, ${line}`
          const { job, client } = await signalledBy(site, mortal(at, side))
          const isGiven = at > 3 || (at === 3 && side === 'after')
          const isWoken = at === 4 && side === 'after'
          const hasBell = at > 2 || (at === 2 && side === 'after')
          if (!isGiven) {
            if (isFullRun && hasBell) {
              // It rings for nothing: the job is run up to its wait, and waits on.
              await site.untilRuns(job.id, 2)
              await untilWaiting(job)
            }
            expect([cell, await client.signal(job.id, 'approval', 'second')]).toEqual([
              cell,
              'accepted',
            ])
          } else if (!isWoken && !isFullRun) {
            // Whoever has heard nothing repeats the call, and need not wait for the bell.
            expect([cell, await client.signal(job.id, 'approval', 'second')]).toEqual([
              cell,
              'already',
            ])
          }
          // In short nobody waits for a bell: who repeats the call wakes the job.
          const result = await job.result({ timeout: isFullRun ? '100s' : '40s' })
          expect([cell, result]).toEqual([cell, isGiven ? 'yes' : 'second'])
          expect([cell, site.wentOn(job.id)]).toEqual([cell, [result]])
        }),
      )
    },
    isFullRun ? LONG_MS : SHORT_MS,
  )

  it(
    'are neither lost nor doubled by a worker that dies at any of its calls',
    async () => {
      const { newStore } = await SIGNAL_STORES[name]!()
      const whole = mortal()
      expect(await suspendedBy(newStore, whole)).toMatchObject({ result: 'yes', isDead: false })
      const { lines } = whole.death
      expect(lines).toEqual(expect.arrayContaining(['read', 'write', 'publish', 'ack']))
      const ends = await inTurns(cellsOf(lines), async ({ side, at, line }) => ({
        cell: `${side} call ${String(at)}, ${line}`,
        ...(await suspendedBy(newStore, mortal(at, side))),
      }))
      expect(ends).toEqual(
        ends.map(({ cell, isDead }) => ({
          ...{ cell, isDead, answer: 'accepted', result: 'yes', wentOn: ['yes'], more: 0 },
        })),
      )
      // Calls that were joined with others may leave fewer of them: nearly all cells were met.
      expect(ends.filter(({ isDead }) => isDead).length).toBeGreaterThan(ends.length / 2)
    },
    isFullRun ? LONG_MS : SHORT_MS,
  )
})
