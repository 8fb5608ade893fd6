import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Move, named, openMove, stop } from '../moving-from-python.js'

// It gets 30 MB with pip.
const describeInFull = isFullRun ? describe : describe.skip
const EVERY_SECOND = '* * * * * *'
const welcomes = (side: string, people: readonly string[]) =>
  people.map((to) => `${side}: welcome ${to}: Hello`).sort()

describeInFull('the guide from arq on Redis', () => {
  let move: Move
  beforeAll(async () => {
    move = await openMove({ name: 'arq', version: '0.26.3' })
  })
  afterAll(() => move.close())

  it('moves tasks, producers and cron jobs, and every job is done once', async () => {
    const oldWorker = move.startPython('arq_worker.py')
    await move.runPython('arq_producer.py', named('old'))
    await move.hasSaid(/^Python: digest/)

    // 1 and 2: the new worker beside the old one, then new producers.
    const newWorker = move.start('new-worker')
    expect(await move.start('new-producer', named('new')).ended).toMatchObject({
      code: 0,
      stderr: '',
    })
    await move.hasSaid(/^arq: welcome/, named('new').length)

    // 3: the old worker does what is left, also what is delayed.
    await move.runPython('arq_until_empty.py')
    await stop(oldWorker)
    expect(move.lines('Python: welcome')).toEqual(welcomes('Python', [...named('old'), 'later']))

    // 4: cron jobs.
    expect(move.lines('arq: digest')).toEqual([])
    await stop(newWorker.process)
    const cronWorker = move.start('new-worker', [], { DIGEST_AT: EVERY_SECOND })
    await move.hasSaid(/^arq: digest/)
    await stop(cronWorker.process)
    expect(move.lines('arq: welcome')).toEqual(welcomes('arq', named('new')))
  })
})
