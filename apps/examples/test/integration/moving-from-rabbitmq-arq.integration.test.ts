import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type Move, named, openMove, stop } from '../moving-from-python.js'

// It gets 50 MB with pip.
const describeInFull = isFullRun ? describe : describe.skip
const welcomes = (side: string, people: readonly string[]) =>
  people.map((to) => `${side}: welcome ${to}: Hello`).sort()

describeInFull('the guide from rabbitmq-arq', () => {
  let move: Move
  beforeAll(async () => {
    move = await openMove({ name: 'rabbitmq-arq', version: '0.2.2' })
  })
  afterAll(() => move.close())

  it('moves tasks, producers and at last the queue, and every job is done once', async () => {
    // What is enqueued is waited for by what its task says: a Python client may lose the result.
    const all = named('').length

    // 1: a worker of what has been moved, with a queue of its own beside the Python one.
    const oldWorker = move.startPython('rabbitmq_arq_worker.py')
    const some = move.start('worker-of-some')
    await move.runPython('rabbitmq_arq_producer.py', ['default', ...named('before')])
    await move.hasSaid(/welcome before-/, all)
    expect(move.lines('Python: welcome')).toEqual(welcomes('Python', named('before')))

    // 2: producers of both languages, for workers of the other one.
    await move.runPython('rabbitmq_arq_producer.py', ['welcome', ...named('moved')])
    await move.hasSaid(/welcome moved-/, all)
    expect(move.lines('arq: welcome')).toEqual(welcomes('arq', named('moved')))
    const producer = await move.start('producer', named('node')).ended
    expect(producer).toMatchObject({ code: 0, stderr: '' })
    expect(move.lines('Python: invoice node')).toEqual(
      named('node')
        .map((to, number) => `Python: invoice ${to}: ${String(number)}`)
        .sort(),
    )
    expect(producer.stdout).toContain(`result {"number":${String(all - 1)}}`)
    await move.runPython('rabbitmq_arq_result.py', [/^job (\S+)/m.exec(producer.stdout)?.[1] ?? ''])
    await move.hasSaid(/^result {'to': 'Ada'}/)

    // 3: the old queue beside the Python worker, which then stops. What it has delayed comes back.
    await move.hasSaid(/^Python: invoice later/, 2)
    const whole = move.start('worker-of-all')
    await move.runPython('rabbitmq_arq_producer.py', ['default', ...named('both')])
    await stop(oldWorker)
    await move.hasSaid(/welcome both-/, all)
    await move.runPython('rabbitmq_arq_producer.py', ['default', ...named('after')])
    await move.hasSaid(/^arq: invoice later/)
    await move.hasSaid(/: invoice later/, 4)
    await move.hasSaid(/^arq: welcome after-/, all)
    await Promise.all([some.process, whole.process].map(stop))

    const done = [...move.lines('Python: '), ...move.lines('arq: ')]
    const times = (line: string) => done.filter((each) => each.endsWith(`: ${line}`)).length
    expect(times('invoice later: 7')).toBe(4)
    for (const to of ['before', 'moved', 'both', 'after'].flatMap(named)) {
      expect([to, times(`welcome ${to}: Hello`)]).toEqual([to, 1])
    }
  })
})
