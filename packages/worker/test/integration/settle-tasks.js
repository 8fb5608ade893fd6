// The jobs of the settle faults: each task says that it runs, and ends in its own way. Used by the tests and by the
// process that they kill.
import { Retry, task } from '@arq/core'

/** @param {(ctx: import('@arq/core').JobContext) => unknown} onRun called, and awaited, as each run begins */
export function settleTasks(onRun) {
  const noted = (name, end) =>
    task(name, async (ctx) => {
      await onRun(ctx)
      return end(ctx)
    })
  return [
    noted('done', () => 'first'),
    noted('again', ({ jobTry }) => {
      if (jobTry === 1) throw new Retry({ defer: 0 })
      return 'second'
    }),
    noted('broken', () => {
      throw new Error('broken for good')
    }),
  ]
}
