import type { Flow } from '../task/flow-shape.js'

/** A job of a flow, at its place in the tree. */
export interface FlowNode {
  readonly flow: Flow
  /** Of all jobs of the flow, level by level; the root is 0. The children of one job follow each other. */
  readonly number: number
  /** The number of its first child; of no meaning where it has none. */
  readonly firstChild: number
  /** Absent of the root. */
  readonly parent: FlowNode | undefined
  /** Its place among the children of its parent, from 0. */
  readonly place: number
}

/** The jobs of a flow in the order of their numbers. As deep as the flow may be, it costs no stack. */
export function flowNodes(root: Flow): readonly FlowNode[] {
  const nodes: FlowNode[] = [{ flow: root, number: 0, firstChild: 1, parent: undefined, place: 0 }]
  // The list grows while it is walked.
  for (let at = 0; at < nodes.length; at += 1) {
    const found = nodes[at]
    if (!found) break
    const firstChild = nodes.length
    const parent = { ...found, firstChild }
    nodes[at] = parent
    parent.flow.children.forEach((flow, place) => {
      nodes.push({ flow, number: firstChild + place, firstChild: 0, parent, place })
    })
  }
  return nodes
}

/** The id of a job of a flow. */
export const flowJobId = (rootId: string, number: number): string =>
  number === 0 ? rootId : `${rootId}.${String(number)}`
