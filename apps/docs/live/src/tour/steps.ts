import type { Text } from '@arq/core'

import type { Board, BoardJob } from '../board/board.js'
import { tourTexts as texts } from '../words/tour-texts.js'
import type { LiveWorld } from '../world/live-world.js'

export interface TourStep {
  readonly title: Text
  readonly words: Text
  readonly act: Text
  readonly done: Text
  readonly run: (world: LiveWorld) => Promise<void>
  /** Looks at the jobs that came since `run`. */
  readonly isDone: (jobs: readonly BoardJob[]) => boolean
}

const hasEnded = ({ place }: BoardJob): boolean => place === 'ended'

/** Five things that a newcomer should have seen. */
export const TOUR: readonly TourStep[] = [
  {
    ...{ title: texts.jobTitle(), words: texts.jobWords() },
    ...{ act: texts.jobAct(), done: texts.jobDone() },
    run: (world) => world.enqueue('plain'),
    isDone: (jobs) => jobs.some((job) => hasEnded(job) && job.result !== undefined),
  },
  {
    ...{ title: texts.killTitle(), words: texts.killWords() },
    ...{ act: texts.killAct(), done: texts.killDone() },
    run: killInTheMiddle,
    isDone: (jobs) => jobs.some((job) => hasEnded(job) && job.starts > 1),
  },
  {
    ...{ title: texts.retryTitle(), words: texts.retryWords() },
    ...{ act: texts.retryAct(), done: texts.retryDone() },
    run: (world) => world.enqueue('flaky'),
    isDone: (jobs) => jobs.some((job) => hasEnded(job) && job.jobTry === 3),
  },
  {
    ...{ title: texts.clockTitle(), words: texts.clockWords() },
    ...{ act: texts.clockAct(), done: texts.clockDone() },
    run: async (world) => {
      await world.enqueue('hour')
      await world.turn('1h')
    },
    isDone: (jobs) =>
      ['remind', 'hourly_report'].every((task) =>
        jobs.some((job) => job.task.endsWith(task) && hasEnded(job)),
      ),
  },
  {
    ...{ title: texts.poisonTitle(), words: texts.poisonWords() },
    ...{ act: texts.poisonAct(), done: texts.poisonDone() },
    run: (world) => world.enqueue('poison'),
    isDone: (jobs) => jobs.some((job) => job.task === 'resize_image' && job.place === 'dead'),
  },
]

export const jobsSince = ({ jobs }: Board, lastNumber: number): readonly BoardJob[] =>
  [...jobs.values()].filter(({ number }) => number > lastNumber)

/** Kills the worker that has done a third of the work. */
async function killInTheMiddle(world: LiveWorld): Promise<void> {
  const isUnderWay = new Promise<void>((resolve) => {
    const stop = world.on((event) => {
      if (event.type !== 'worker' || event.event.type !== 'jobProgress') return
      if (event.event.task !== 'send_mail' || Number(event.event.progress) < 0.3) return
      stop()
      world.killWorker(event.name)
      resolve()
    })
  })
  await world.enqueue('plain')
  await isUnderWay
}
