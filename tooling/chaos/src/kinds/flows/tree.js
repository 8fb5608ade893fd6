/** @typedef {import('../feature-plans.d.ts').FlowPlan} FlowPlan */

/**
 * A job of a flow, at its place.
 * @typedef {object} Node
 * @property {FlowPlan} plan
 * @property {number} number level by level; the root is 0
 * @property {number[]} children their numbers
 * @property {'completed' | 'failed'} status what it comes to
 * @property {boolean} isRefused whether it fails without a run, since a child has failed
 */

/**
 * The jobs of a flow, by their numbers, and what each comes to.
 * @param {FlowPlan} root
 * @returns {Node[]}
 */
export function nodesOf(root) {
  /** @type {Node[]} */
  const nodes = [{ plan: root, number: 0, children: [], status: 'completed', isRefused: false }]
  // The list grows while it is walked.
  for (const node of nodes) {
    for (const plan of node.plan.children) {
      const child = { ...node, plan, number: nodes.length, children: [] }
      node.children.push(child.number)
      nodes.push(child)
    }
  }
  // Children stand behind their parents.
  for (const node of nodes.toReversed()) {
    const hasFailed = node.children.some((number) => nodes[number]?.status === 'failed')
    node.isRefused = hasFailed && node.plan.onChildFailure === 'fail'
    node.status = node.isRefused || node.plan.failures === 'always' ? 'failed' : 'completed'
  }
  return nodes
}

/** @param {string} jobId */
export const numberOf = (jobId) => Number(jobId.split('.')[1] ?? 0)

/**
 * What a job of a flow does otherwise than its root.
 * @param {FlowPlan} plan
 * @returns {Pick<import('../../contract.d.ts').PlannedJob, 'failures' | 'throws'>}
 */
export const ownPart = ({ failures }) => ({
  failures,
  throws: failures === 'always' ? 'final' : 'retry',
})

/**
 * The plan of one job of a flow.
 * @param {import('../../contract.d.ts').PlannedJob} job of the flow
 * @param {string} jobId
 * @returns {import('../../contract.d.ts').PlannedJob}
 */
export function jobOfNode(job, jobId) {
  const node = job.flow && nodesOf(job.flow)[numberOf(jobId)]
  if (!node) return job
  const refusal = node.isRefused ? { refusedWith: 'ARQ_JOB_CHILD_FAILED' } : {}
  return { ...job, ...ownPart(node.plan), ...refusal }
}

/**
 * The ids of all jobs of a flow.
 * @param {import('../../contract.d.ts').PlannedJob} job
 * @param {string} rootId
 */
export const idsOfFlow = ({ flow }, rootId) =>
  flow
    ? nodesOf(flow).map(({ number }) => (number === 0 ? rootId : `${rootId}.${number}`))
    : [rootId]
