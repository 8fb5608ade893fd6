import { type AnyTask, type ResultStore, UnsupportedError } from '@arq/core'

import { texts } from '../texts.js'

/** @throws UnsupportedError `ARQ_UNSUPPORTED` for a task that says that it streams, with a store that keeps no streams */
export function checkStreams(tasks: readonly AnyTask[], store: ResultStore | undefined): void {
  if (store?.streams) return
  const streaming = tasks.find(({ streams }) => streams === true)
  if (!streaming) return
  const { name } = streaming
  throw new UnsupportedError(texts.taskNeedsStreams({ name }), { task: name, missing: 'streams' })
}
