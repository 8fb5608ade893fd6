import { expect } from '@jest/globals'

import { Fleet } from './fleet.js'
import { serverUrl } from './servers.js'
import { setup } from './setup.js'

/** What the workers of a fleet have to do with. */
interface FleetKind {
  readonly type: 'quorum' | 'classic'
  readonly isStored: boolean
}

export const FLEETS: readonly FleetKind[] = [
  { type: 'quorum', isStored: false },
  { type: 'classic', isStored: true },
]

interface Rounds extends FleetKind {
  /** Spread over the rounds, so that each has its load. */
  readonly jobs: number
  /** How often each of three workers is ended by SIGTERM, one after the other, and followed by another one. */
  readonly rounds: number
  /** Default: the shared one. */
  readonly rabbitUrl?: string
}

/** Runs jobs while their workers are restarted, and holds what became of them against what a restart may do. */
export async function restartUnderLoad({ type, isStored, jobs, rounds, rabbitUrl: url }: Rounds) {
  const servers = url === undefined ? { type } : { type, rabbitUrl: url }
  const arq = await setup({ functions: [async function nothing() {}] }, servers)
  const { rabbitUrl, keyPrefix, queueName } = arq
  const redisUrl = isStored ? serverUrl('ARQ_TEST_REDIS_URL') : undefined
  // More jobs than are started between two restarts wait in each worker: they are handed back again and again.
  const settings = { jobCompletionWait: 0.3, gracefulShutdownTimeout: 0.6 }
  const fleet = new Fleet({ rabbitUrl, redisUrl, keyPrefix, queueName, type, settings })
  const long = new Set<string>()
  const perRound = Math.ceil(jobs / rounds)
  try {
    fleet.start(3)
    await fleet.until(() => fleet.linesWith('waiting for jobs').length === 3)
    for (let round = 0; round < rounds; round += 1) {
      const specs = Array.from({ length: perRound }, (_, n) =>
        // Some outlast the deadline of a stop.
        n % 50 === 0
          ? { function: 'obedient', args: [1500] }
          : { function: 'innocent', args: [20 + (n % 180)] },
      )
      const enqueued = await arq.client.enqueueJobs(specs)
      for (const [n, { id }] of enqueued.entries()) if (n % 50 === 0) long.add(id)
      await fleet.restartAll()
    }
    await fleet.until(() => fleet.ended.size === perRound * rounds)
    await fleet.stop()

    expect(fleet.deaths).toBe(0)
    expect([...fleet.ended.values()].filter((ends) => ends > 1)).toEqual([])
    const repeated = [...fleet.began].filter(([, runs]) => runs > 1).map(([jobId]) => jobId)
    expect(repeated.filter((jobId) => !long.has(jobId))).toEqual([])
    // An interrupted run is no try.
    expect(new Set([...fleet.tries.values()].flat())).toEqual(new Set([1]))
    const summaries = fleet.summaries()
    expect(summaries).toMatchObject({
      completed: perRound * rounds,
      failed: 0,
      retried: 0,
      aborted: 0,
      ongoing: 0,
    })
    const markedUnseen = expectNoneSuspected(fleet)
    expect((await arq.admin.queueInfo(`${queueName}.dlq`))?.ready ?? 0).toBe(0)
    expect((await arq.admin.queueInfo(queueName))?.ready).toBe(0)
    return { handedBack: summaries['handed back'] ?? 0, interrupted: repeated.length, markedUnseen }
  } finally {
    await fleet.kill()
    await arq.close([])
  }
}

/**
 * No worker gives back what it was handed of `arq.again`: each copy of a suspect is handed out once. So no restart counts as
 * a crash, but for what the broker alone has made of it: it marks a copy as redelivered that it had assigned to a consumer
 * which cancelled at that moment, and nobody ever had (ADR 14). Only such a job may run alone, and it is not parked.
 * @returns how many jobs the broker marked so
 */
function expectNoneSuspected(fleet: Fleet): number {
  const copies = [...fleet.again]
  const handedOutTwice = copies.filter(
    ([, { copied, unmarked, marked }]) => unmarked + marked > copied,
  )
  expect(handedOutTwice).toEqual([])
  const markedUnseen = new Set(
    copies.filter(([, { marked }]) => marked > 0).map(([jobId]) => jobId),
  )
  const ranAlone = fleet
    .linesWith('runs next in a worker that runs nothing else')
    .map((line) => / jobId=(\S+)/.exec(line)?.[1] ?? line)
  expect(ranAlone.filter((jobId) => !markedUnseen.has(jobId))).toEqual([])
  return markedUnseen.size
}
