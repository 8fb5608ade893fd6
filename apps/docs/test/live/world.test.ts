import { describe, expect, it } from '@jest/globals'

import { Stage } from './stage.js'

const NOTHING_LEFT = { ready: 0, unacknowledged: 0, delayed: 0, suspects: 0, dead: 0 }

describe('the queue in the page', () => {
  it('runs a job, and gives its result to the client', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('plain')
    await stage.until(() => stage.job.result !== undefined)
    expect(stage.job).toMatchObject({ place: 'ended', result: 'sent to reader1@example.com' })
    expect(stage.log).toContain('An enqueue returns only once the broker has the job.')
    expect(await stage.counts()).toEqual(NOTHING_LEFT)
  })

  it('holds a delayed job at the broker, and turns its clock forward', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('delayed')
    expect(stage.job.place).toBe('delayed')
    expect(await stage.counts()).toMatchObject({ delayed: 1 })
    await stage.world.turn('10s')
    await stage.until(() => stage.job.place === 'ended')
  })

  it('tries a job again that failed, and says when it comes', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('flaky')
    await stage.until(() => stage.job.place === 'delayed')
    expect(stage.log.at(-2)).toMatch(/^Try 1 of job 1 failed: .*It comes again in 2 s/)
    await stage.until(() => stage.job.place === 'ended')
    expect(stage.job).toMatchObject({ jobTry: 3, starts: 3 })
  })

  it('keeps a job that cannot work as a dead letter', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('broken')
    await stage.until(() => stage.job.place === 'dead')
    expect(stage.job.error).toContain('holiday.jpg is not a CSV file')
    expect(await stage.counts()).toEqual({ ...NOTHING_LEFT, dead: 1 })
  })

  it('aborts a job that runs, and one that waits', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('long')
    await stage.until(() => stage.job.place === 'running')
    const aborted = stage.world.abort(stage.job.jobId)
    await stage.until(() => stage.job.place === 'aborted')
    await aborted
    expect(stage.log).toContain('Job 1 was aborted: its task was told by ctx.signal, and stopped.')
    await stage.world.enqueue('hour')
    const [, later] = stage.jobs
    void stage.world.abort(later?.jobId ?? '')
    await stage.until(() => stage.jobs[1]?.place === 'aborted')
  })

  it('gives the jobs of a killed worker to another one', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('long')
    await stage.until(() => stage.board.runs.some(({ progress }) => progress > 0.3))
    const [run] = stage.board.runs
    if (!run) throw new Error('nothing runs')
    stage.world.killWorker(run.name)
    expect(stage.board.workers[run.name].state).toBe('dead')
    expect(stage.job).toMatchObject({ place: 'queue', hasComeBack: true })
    await stage.until(() => stage.job.place === 'ended')
    expect(stage.job.starts).toBe(2)
    expect(stage.log).toContain('At least once: a job is run again rather than lost.')
    await stage.until(() => stage.board.workers[run.name].state === 'working')
    expect(await stage.counts()).toEqual(NOTHING_LEFT)
  })

  it('connects a worker again that was cut off, and loses nothing', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('long')
    await stage.until(() => stage.job.place === 'running')
    const [run] = stage.board.runs
    if (!run) throw new Error('nothing runs')
    stage.world.cut(run.name)
    expect(stage.board.workers[run.name].isCut).toBe(true)
    await stage.until(() => !stage.board.workers[run.name].isCut)
    expect(stage.log).toContain(`Worker ${run.name} is connected again, by itself.`)
    await stage.until(() => stage.job.place === 'ended' && stage.board.runs.length === 0)
    expect(stage.job.result).toBe('20 pages')
    expect(await stage.counts()).toEqual(NOTHING_LEFT)
  })

  it('sends what waited while the client was cut off', async () => {
    await using stage = await Stage.open()
    stage.world.cut('client')
    const sent = stage.world.enqueue('plain')
    await stage.until(() => !stage.board.isClientCut)
    await sent
    await stage.until(() => stage.job.result !== undefined)
    expect(stage.log).toContain('The client is connected again. What waited is sent now.')
  })

  it('parks a job that kills its workers, and no other', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueue('long')
    await stage.world.enqueue('poison')
    await stage.until(() => stage.jobs.every(({ place }) => ['ended', 'dead'].includes(place)))
    expect(stage.jobs.map(({ task, place }) => [task, place])).toEqual([
      ['print_report', 'ended'],
      ['resize_image', 'dead'],
    ])
    expect(stage.log.join()).toContain('Job 2 is parked as suspected poison')
    expect(await stage.counts()).toEqual({ ...NOTHING_LEFT, dead: 1 })
    await stage.until(() => stage.board.workers.A.state === 'working')
    await stage.world.enqueue('plain')
    await stage.until(() => stage.jobs[2]?.place === 'ended')
  })

  it('runs a cron job once in an hour that passes, though both workers have its schedule', async () => {
    await using stage = await Stage.open()
    await stage.world.turn('1h')
    await stage.until(() => stage.jobs.some(({ place }) => place === 'ended'))
    expect(stage.jobs).toHaveLength(1)
    expect(stage.job.task).toContain('hourly_report')
    expect(stage.log).toContain('All workers have the schedule, and still one job comes of it.')
  })

  it('brings a hundred jobs to their end, also when workers come and go', async () => {
    await using stage = await Stage.open()
    await stage.world.enqueueMany(100)
    await stage.world.startWorker('C')
    await stage.until(() => stage.jobs.filter(({ place }) => place === 'ended').length > 10)
    stage.world.killWorker('A')
    stage.world.cut('B')
    void stage.world.stopWorker('C')
    await stage.until(() => stage.log.includes('The whole batch has ended.'))
    expect(stage.jobs.filter(({ result }) => result !== undefined)).toHaveLength(100)
    await stage.until(() => stage.board.workers.C.state === 'off')
    expect(stage.board.runs).toEqual([])
    // A crowd is counted and not told of one by one.
    expect(stage.log.length).toBeLessThan(40)
  })
})
