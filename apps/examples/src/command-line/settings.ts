import { task } from '@arq/core'
import type { WorkerSettings } from '@arq/worker'

export const add = task('add', (_ctx, a: number, b: number) => a + b)

/** `arq worker -m ./settings.ts:workerSettings`; servers come from flags, the environment or a configuration file. */
export const workerSettings = { functions: [add] } satisfies WorkerSettings
