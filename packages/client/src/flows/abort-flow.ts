import { isFinal } from '@arq/core'

import type { AbortOptions } from '../job-handle.js'
import { Job } from '../job-handle.js'
import type { FlowParts } from './flow-parts.js'
import { type WalkedNode, walkFlow } from './walk-flow.js'

/** Jobs that are stopped side by side. */
const AT_ONCE = 100

/** Stops all jobs below one, parents before their children. @throws the first error, after all others were stopped */
export async function abortBelow(
  parts: FlowParts,
  rootId: string,
  options: AbortOptions,
): Promise<void> {
  const errors: unknown[] = []
  let under: Promise<unknown>[] = []
  const stop = async (node: WalkedNode): Promise<void> => {
    try {
      await jobOf(parts, node).abort(options)
    } catch (error) {
      errors.push(error)
    }
  }
  for await (const node of walkFlow(parts, rootId)) {
    const { depth, record } = node
    if (depth === 0 || !record || isFinal(record.status)) continue
    // A parent is stopped before its children, whose ends would start it.
    if (node.group) await stop(node)
    else under.push(stop(node))
    if (under.length < AT_ONCE) continue
    await Promise.all(under)
    under = []
  }
  await Promise.all(under)
  if (errors.length > 0) throw errors[0]
}

function jobOf({ client }: FlowParts, { jobId, record }: WalkedNode): Job {
  const queueName = record?.queueName ?? client.settings.queueName
  const enqueued = record && {
    functionName: record.functionName,
    enqueueTime: record.enqueueTime ?? record.createdAt,
    jobTry: record.retryCount + 1,
    deferUntil: record.deferUntil,
    expires: record.expires,
    hadRecord: true,
    incarnation: undefined,
    // Its id follows from the root's: every start of it asks the store.
    isUncontested: false,
  }
  return new Job({ jobId, queueName, enqueued }, client, undefined)
}
