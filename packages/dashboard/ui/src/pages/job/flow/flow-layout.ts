import type { FlowNodeView, FlowStatus } from '../../../../../src/contract/index.js'

/** Sizes of the drawing, in pixels. */
export const BOX_WIDTH = 190
export const BOX_HEIGHT = 46
const COLUMN = BOX_WIDTH + 44
const ROW = BOX_HEIGHT + 10

/** A place of the drawing: a job, or children that are folded. */
export type FlowBox = {
  readonly key: string
  readonly x: number
  readonly y: number
} & (
  | { readonly kind: 'job'; readonly node: FlowNodeView }
  | {
      readonly kind: 'fold'
      readonly parent: FlowNodeView
      readonly status: FlowStatus
      readonly count: number
    }
)

/** From a parent to a child. */
export interface FlowEdge {
  readonly key: string
  readonly fromX: number
  readonly fromY: number
  readonly toX: number
  readonly toY: number
}

export interface FlowLayout {
  /** Each before its children: also the order in which the keyboard comes to them. */
  readonly boxes: readonly FlowBox[]
  readonly edges: readonly FlowEdge[]
  readonly width: number
  readonly height: number
}

/** A tree from left to right, the root first; a parent stands level with its first child. Pure. */
export function layoutFlow(root: FlowNodeView): FlowLayout {
  const boxes: FlowBox[] = []
  const edges: FlowEdge[] = []
  let rows = 0
  let deepest = 0
  const place = (node: FlowNodeView, depth: number): number => {
    const x = depth * COLUMN
    const y = rows * ROW
    deepest = Math.max(deepest, depth)
    boxes.push({ key: node.jobId, x, y, kind: 'job', node })
    const folds = foldsOf(node)
    if (node.drawn.length + folds.length === 0) rows += 1
    const connect = (key: string, childY: number): void => {
      edges.push({
        key,
        fromX: x + BOX_WIDTH,
        fromY: y + BOX_HEIGHT / 2,
        toX: x + COLUMN,
        toY: childY + BOX_HEIGHT / 2,
      })
    }
    for (const child of node.drawn) connect(child.jobId, place(child, depth + 1))
    for (const { status, count } of folds) {
      const key = `${node.jobId} ${status}`
      const childY = rows * ROW
      deepest = Math.max(deepest, depth + 1)
      boxes.push({ key, x: x + COLUMN, y: childY, kind: 'fold', parent: node, status, count })
      connect(key, childY)
      rows += 1
    }
    return y
  }
  place(root, 0)
  return {
    boxes,
    edges,
    width: deepest * COLUMN + BOX_WIDTH,
    height: rows * ROW - (ROW - BOX_HEIGHT),
  }
}

interface Fold {
  readonly status: FlowStatus
  readonly count: number
}

const FOLDS: readonly FlowStatus[] = [
  ...(['failed', 'aborted', 'in_progress', 'retrying'] as const),
  ...(['waiting', 'queued', 'completed', 'unknown'] as const),
]

/** What is folded of the children of a job, the worst first. */
function foldsOf({ folded }: FlowNodeView): readonly Fold[] {
  return FOLDS.flatMap((status) => {
    const count = folded[status] ?? 0
    return count > 0 ? [{ status, count }] : []
  })
}

/** The line of an edge, for `d` of a path: a curve that leaves and arrives level. */
export function curveOf({ fromX, fromY, toX, toY }: FlowEdge): string {
  const middle = (fromX + toX) / 2
  const at = (x: number, y: number): string => `${String(x)} ${String(y)}`
  return `M${at(fromX, fromY)}C${at(middle, fromY)} ${at(middle, toY)} ${at(toX, toY)}`
}
