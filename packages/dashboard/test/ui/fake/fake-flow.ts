import type {
  FlowChildrenView,
  FlowNodeView,
  FlowStatus,
  FlowView,
} from '../../../src/contract/index.js'
import { EVIL } from './fake-jobs.js'

const CHILDREN = 10_000
const CHILDREN_AT_ONCE = 100

const node = (
  jobId: string,
  task: string | null,
  status: FlowStatus,
  more: Partial<FlowNodeView> = {},
): FlowNodeView => ({
  ...{ jobId, task, status, error: null, errorCode: null, children: 0 },
  ...{ onChildFailure: null, drawn: [], folded: {} },
  ...more,
})

const failed = (n: number): FlowNodeView =>
  node(`flow.${String(n)}`, 'resize', 'failed', {
    ...{ error: `TypeError: ${EVIL}`, errorCode: 'ARQ_MAX_RETRIES' },
  })

/** Ten thousand pictures, each resized, then an album, then a mail. */
export function fakeFlow(jobId: string): FlowView {
  const album = node('flow.1', 'make_album_of_all_pictures_of_the_year', 'waiting', {
    ...{ children: CHILDREN, onChildFailure: 'wait' },
    drawn: [
      node(jobId, 'resize', 'in_progress'),
      ...[14, 77, 90, 91].map(failed),
      node('flow.200', 'resize', 'completed'),
      node('flow.201', '缩放图片', 'retrying'),
      node('flow.202', null, 'unknown'),
    ],
    folded: { failed: 208, in_progress: 14, queued: 8170, completed: 1600 },
  })
  const root = node('flow', 'send_mail', 'waiting', {
    ...{ children: 2, onChildFailure: 'ignore' },
    drawn: [album, node('flow.2', 'write_invoice', 'completed')],
  })
  return {
    ...{ rootId: 'flow', total: CHILDREN + 3, isComplete: true, againMs: 2000, root },
    counts: {
      ...{ waiting: 2, in_progress: 15, failed: 212, retrying: 1, unknown: 1 },
      ...{ queued: 8170, completed: 1602 },
    },
  }
}

export function fakeFlowChildren({
  status = 'failed',
  cursor = '0',
}: Readonly<Record<string, string>>): FlowChildrenView {
  const first = Number(cursor)
  const count = Math.min(212 - first, CHILDREN_AT_ONCE)
  return {
    jobs: Array.from({ length: count }, (_, n) => ({
      ...failed(first + n),
      status: status as FlowStatus,
    })),
    next: first + count < 212 ? String(first + count) : null,
  }
}
