import { flowJobId } from '@arq/core/internal'

import type { FlowParts } from './flow-parts.js'
import { readGroup, type WalkedGroup } from './walk-flow.js'

/** Parents that are read side by side. */
const AT_ONCE = 100

/** How a flow names its jobs: its root's id, and a number. */
const JOB_ID = /^(.+)\.(\d{1,9})$/s

/**
 * The root of the flow that a job is a part of. What is asked: the job's own children, else those of the parents of the
 * flow that its id names, until one of them has it.
 */
export async function flowRootOf(parts: FlowParts, jobId: string): Promise<string | undefined> {
  const own = await readGroup(parts, jobId)
  if (own) return own.parent.root
  const [, rootId, number] = JOB_ID.exec(jobId) ?? []
  if (rootId === undefined) return undefined
  const root = await readGroup(parts, rootId)
  // Its user may have called a job so.
  if (root?.parent.root !== rootId) return undefined
  return (await hasNumber(parts, root, Number(number))) ? rootId : undefined
}

async function hasNumber(parts: FlowParts, root: WalkedGroup, number: number): Promise<boolean> {
  let level: readonly WalkedGroup[] = [root]
  while (level.length > 0) {
    if (level.some((group) => isChildOf(group, number))) return true
    const next: WalkedGroup[] = []
    const ids = level.flatMap(parentsAmongChildren)
    for (let first = 0; first < ids.length; first += AT_ONCE) {
      const read = ids.slice(first, first + AT_ONCE).map((id) => readGroup(parts, id))
      for (const group of await Promise.all(read)) if (group) next.push(group)
    }
    level = next
  }
  return false
}

const isChildOf = ({ parent: { firstChild, children } }: WalkedGroup, number: number): boolean =>
  number >= firstChild && number < firstChild + children

const parentsAmongChildren = ({ parent }: WalkedGroup): readonly string[] =>
  parent.parentPlaces.map((place) => flowJobId(parent.root, parent.firstChild + place))
