import { flow } from '@arq/core'

import { nodesOf, ownPart } from './tree.js'

/**
 * Sends a whole flow, each job with what it has to do itself.
 * @type {import('../kind.d.ts').KindEnqueue}
 */
export async function enqueueTree({ client, task, job, args: [argument], id }) {
  if (!job.flow || id === undefined)
    throw new Error(`nothing is planned as the flow of job ${job.n}`)
  /** @type {import('@arq/core').Flow[]} */
  const flows = []
  // Children stand behind their parents, and have to be there before them.
  for (const { plan, number, children } of nodesOf(job.flow).toReversed()) {
    flows[number] = flow(task, [{ ...argument, ...ownPart(plan), flow: undefined }], {
      children: children.flatMap((child) => flows[child] ?? []),
      onChildFailure: plan.onChildFailure,
    })
  }
  const [root] = flows
  return root ? client.enqueueFlow(root, { jobId: id }) : null
}
