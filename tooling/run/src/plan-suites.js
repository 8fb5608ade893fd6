import { besideNewerRabbit, onNewerRabbit } from './newer-rabbit.js'
import { onNode } from './other-nodes.js'
import { findSuites } from './suites.js'

/** @typedef {import('./suites.js').Suite} Suite */

/**
 * @typedef {object} SuitePlan
 * @property {Suite[]} unit without servers
 * @property {Suite[]} sharing with servers, several at once
 * @property {Suite[]} alone with so many servers that one at once is enough
 */

/**
 * What a run has to do, in the order of beginning.
 * @param {readonly import('./workspace.js').WorkspacePackage[]} packages
 * @param {ReadonlySet<import('./test-options.js').TestKind>} kinds
 * @param {readonly import('./other-nodes.js').OtherNode[]} nodes
 * @returns {SuitePlan}
 */
export function planSuites(packages, kinds, nodes) {
  const unit = findSuites(packages, 'unit')
  const integration = findSuites(packages, 'integration')
  return {
    unit: longestFirst([
      ...(kinds.has('unit') ? unit : []),
      ...nodes.flatMap((node) => onNode(unit, node)),
    ]),
    sharing: longestFirst([
      ...(kinds.has('integration') ? integration : []),
      ...(kinds.has('rabbitmq-4') ? onNewerRabbit(integration) : []),
      ...nodes.flatMap((node) => onNode(integration, node)),
    ]),
    alone: kinds.has('cluster') ? besideNewerRabbit(findSuites(packages, 'cluster')) : [],
  }
}

/**
 * So that no long one begins when all others have ended. How many files it has tells well enough.
 * @param {readonly Suite[]} suites
 */
function longestFirst(suites) {
  return [...suites].sort((a, b) => b.files.length - a.files.length)
}
