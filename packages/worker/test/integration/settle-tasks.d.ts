import type { AnyTask, JobContext } from '@arq/core'

export type JobName = 'done' | 'again' | 'broken'

export function settleTasks(onRun: (ctx: JobContext) => unknown): AnyTask[]
