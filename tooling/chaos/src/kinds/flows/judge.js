import { isDeepStrictEqual } from 'node:util'

import { groupBy } from '../../verdict/group-by.js'
import { nodesOf, numberOf } from './tree.js'

/** @typedef {import('../../contract.d.ts').JobHistory} JobHistory */

/**
 * A job is given what each of its children has come to, and begins once.
 * @param {JobHistory} history
 * @returns {string[]}
 */
export function judgeFlow({ job, jobId, record, starts, crashes, onlyKills }) {
  const nodes = job.flow ? nodesOf(job.flow) : []
  const number = numberOf(jobId)
  const node = nodes[number]
  if (!node) return [`its flow has no job ${number}`]
  const reasons = []
  if (node.status === 'completed') {
    const children = node.children.map((child) =>
      nodes[child]?.status === 'completed' ? child : nodes[child]?.status,
    )
    const got = /** @type {{ got?: unknown } | undefined} */ (record?.result)?.got
    if (!isDeepStrictEqual(got, { number, children })) {
      reasons.push(`it was given ${JSON.stringify(got)}, not ${JSON.stringify(children)}`)
    }
  }
  const tries = new Set(starts.map(({ jobTry }) => jobTry)).size
  if (onlyKills && starts.length > tries + crashes) {
    reasons.push(`it was started ${starts.length} times, and ${crashes} of its workers were killed`)
  }
  return reasons
}

/**
 * No job of a flow begins before each of its children has ended in some run.
 * @param {readonly JobHistory[]} histories
 */
export function judgeFlows(histories) {
  return [...groupBy(histories, ({ job }) => job.n).values()].flatMap((ofFlow) => {
    const byNumber = new Map(ofFlow.map((history) => [numberOf(history.jobId), history]))
    const flow = ofFlow[0]?.job.flow
    return (flow ? nodesOf(flow) : []).flatMap(({ number, children }) => {
      const parent = byNumber.get(number)
      const start = parent?.starts[0]
      if (!parent || !start) return []
      const early = children.find((child) => !hasEndedBefore(byNumber.get(child), start.at))
      if (early === undefined) return []
      return [{ jobId: parent.jobId, reason: `it began before its child ${early} had ended` }]
    })
  })
}

/**
 * @param {JobHistory | undefined} child
 * @param {number} at
 */
function hasEndedBefore(child, at) {
  if (!child) return false
  // It never runs: its own children have been looked at, and it is looked at by its record.
  if (child.job.refusedWith !== undefined) return true
  const last = child.job.failures === 'always' ? 'threw' : 'returned'
  return child.ends.some((end) => end.outcome === last && end.at <= at)
}
