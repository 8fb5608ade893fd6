import * as v from 'valibot'

import { ChildFailed } from '../errors/job-errors.js'
import { SerializationError, UnsupportedError } from '../errors/settings-errors.js'
import { portTexts } from '../ports/port-texts.js'
import type { FlowChild, FlowChildren } from '../task/flow-child.js'
import type { AnyTask } from '../task/task.js'
import { flowTexts } from './flow-texts.js'

/** The children of a job from their first to their last, a page at a time. */
export type ChildSource = () => AsyncIterable<FlowChild>

/** The children of a job, or those that are jobs of one task. */
export class ReadChildren<R> implements FlowChildren<R> {
  readonly #parentId: string
  readonly #source: ChildSource
  readonly #task: AnyTask | undefined

  constructor(parentId: string, source: ChildSource, task: AnyTask | undefined) {
    this.#parentId = parentId
    this.#source = source
    this.#task = task
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FlowChild<R>, void, undefined> {
    const task = this.#task
    for await (const child of this.#source()) {
      if (task && child.task !== task.name) continue
      // R is the caller's claim about the result; with an output schema it has been checked.
      yield { ...child, result: (task ? fitting(child, task) : child.result) as R | undefined }
    }
  }

  async results(): Promise<R[]> {
    const results: R[] = []
    for await (const { jobId: childId, status, result, error } of this) {
      if (status !== 'completed') throw new ChildFailed({ jobId: this.#parentId, childId, error })
      results.push(result as R)
    }
    return results
  }
}

/** No children. */
export const noChildren: ChildSource = async function* () {
  // There is nothing to give.
}

/** The children of a job whose worker has no store that keeps them. */
export const unreadableChildren: ChildSource = () => {
  throw new UnsupportedError(portTexts.needsEntries({ what: 'ctx.children()' }), {
    missing: 'entries',
  })
}

function fitting({ jobId, status, result }: FlowChild, { name, output }: AnyTask): unknown {
  if (!output || status !== 'completed') return result
  const parsed = v.safeParse(output, result)
  if (parsed.success) return parsed.output
  throw new SerializationError({
    code: 'ARQ_DECODE_FAILED',
    text: flowTexts.childMisfit({ jobId, task: name }),
    details: { jobId, task: name, issues: parsed.issues.map(({ message }) => ({ message })) },
  })
}
