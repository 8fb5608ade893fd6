import type { FlowJobInfo } from '@arq/client'
import { flow, type JobStatus } from '@arq/core'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { FlowNodeView, FlowView } from '../src/contract/index.js'
import { drawFlow } from '../src/flows/draw-flow.js'
import { layoutFlow } from '../ui/src/pages/job/flow/flow-layout.js'
import { type Asked, World } from './world.js'

const info = (
  jobId: string,
  parentId: string | undefined,
  more: Partial<FlowJobInfo> = {},
): FlowJobInfo => ({
  ...{ jobId, parentId, depth: 0, place: 0, task: 'part', status: 'queued' },
  ...{ error: undefined, errorCode: undefined, children: 0, onChildFailure: undefined },
  since: undefined,
  ...more,
})

/** A root, and so many children. */
function wide(count: number, more: (n: number) => Partial<FlowJobInfo> = () => ({})) {
  const root = info('r', undefined, { status: 'waiting', children: count, onChildFailure: 'fail' })
  const children = Array.from({ length: count }, (_, n) =>
    info(`r.${n + 1}`, 'r', { place: n, ...more(n) }),
  )
  return [root, ...children]
}

const drawn = (jobs: readonly FlowJobInfo[], jobId: string): FlowNodeView =>
  drawFlow({ rootId: 'r', jobs, isComplete: true, tookMs: 1 }, jobId)!
const ids = (node: FlowNodeView): readonly string[] => node.drawn.map(({ jobId }) => jobId)
const countOf = (node: FlowNodeView): number =>
  1 + node.drawn.reduce((sum, child) => sum + countOf(child), 0)
const folded = (node: FlowNodeView): number =>
  Object.values(node.folded).reduce((sum, count) => sum + count, 0)

describe('a flow as it is drawn', () => {
  it('has all children where there are few', () => {
    const root = drawn(wide(10), 'r')
    expect(ids(root)).toHaveLength(10)
    expect(root.folded).toEqual({})
  })

  it('has the job that is looked at and what failed of many, and folds the rest', () => {
    const jobs = wide(10_000, (n) => {
      if (n % 100 === 7) return { status: 'failed', error: 'Error: no' }
      return { status: n < 9000 ? 'completed' : 'queued' }
    })
    const root = drawn(jobs, 'r.9001')
    expect(ids(root)).toEqual([
      ...['r.1', 'r.2', 'r.3', 'r.4', 'r.8', 'r.108', 'r.208', 'r.308', 'r.9001'],
    ])
    expect(root.folded).toEqual({ failed: 96, completed: 8906, queued: 989 })
    expect(ids(root).length + folded(root)).toBe(10_000)
    const { boxes, edges } = layoutFlow(root)
    expect([boxes.length, edges.length]).toEqual([13, 12])
  })

  it('stays small however many parents there are, and has the way to the job', () => {
    const jobs = [info('r', undefined, { children: 100 })]
    for (let n = 0; n < 100; n += 1) {
      jobs.push(info(`p${n}`, 'r', { place: n, children: 100 }))
      for (let m = 0; m < 100; m += 1) jobs.push(info(`c${n}-${m}`, `p${n}`, { place: m }))
    }
    const root = drawn(jobs, 'c99-99')
    expect(countOf(root)).toBeLessThanOrEqual(200)
    expect(ids(root)).toContain('p99')
    expect(ids(root.drawn.find(({ jobId }) => jobId === 'p99')!)).toContain('c99-99')
  })

  it('is as deep as its chain', () => {
    const jobs = Array.from({ length: 1000 }, (_, n) =>
      info(`j${n}`, n === 0 ? undefined : `j${n - 1}`, { children: n === 999 ? 0 : 1 }),
    )
    let node: FlowNodeView | undefined = drawn(jobs, 'j0')
    let depth = 0
    for (; node; node = node.drawn[0]) depth += 1
    expect(depth).toBe(200)
    expect(layoutFlow(drawn(jobs, 'j0')).edges).toHaveLength(200)
  })

  it('counts what was not looked at', () => {
    const jobs = wide(20).slice(0, 12)
    expect(drawn(jobs, 'r').folded).toEqual({ queued: 3, unknown: 9 })
  })
})

describe('the flow of a job', () => {
  let world: World
  let asked: Asked
  beforeEach(async () => {
    world = await World.open()
    asked = world.dashboard()
  })
  afterEach(() => world.close())

  const flowOf = async (jobId: string) => (await asked.get('flow', { params: { jobId } })).flow

  /** Asks until it is as it shall be. */
  async function until(jobId: string, isThere: (view: FlowView) => boolean): Promise<FlowView> {
    for (;;) {
      const view = await flowOf(jobId)
      if (view && isThere(view)) return view
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  it('is found from each of its jobs, and listed, stopped and run again', async () => {
    const children = Array.from({ length: 150 }, () => flow('add', [1, 2]))
    const inner = flow('add', [3, 4], { children: [flow('fail', ['8']), flow('hold')] })
    const root = await world.client.enqueueFlow(
      flow('add', [5, 6], { children: [...children, inner], onChildFailure: 'wait' }),
    )
    const leaf = `${root.id}.152`
    const seen = await until(leaf, ({ counts }) => counts.completed === 150 && counts.failed === 2)
    expect(seen).toMatchObject({
      ...{ rootId: root.id, total: 154, isComplete: true, againMs: 2000 },
      root: { jobId: root.id, task: 'add', status: 'waiting', children: 151 },
    })
    const failing = seen.root.drawn.flatMap((node) => node.drawn)[0]
    expect(failing).toMatchObject({
      ...{ jobId: leaf, task: 'fail', status: 'failed' },
      error: 'TypeError: order 8 has no customer',
    })
    const query = { status: 'completed' }
    const first = await asked.get('flowChildren', { params: { jobId: root.id }, query })
    expect([first.jobs.length, first.next]).toEqual([100, '100'])
    const rest = await asked.get('flowChildren', {
      params: { jobId: root.id },
      query: { ...query, cursor: first.next ?? '' },
    })
    expect([rest.jobs.length, rest.next]).toEqual([50, null])

    const params = { jobId: leaf }
    expect(await asked.get('abortFlow', { params })).toEqual({ rootId: root.id, isAborted: true })
    const stopped = await flowOf(leaf)
    expect(stopped).toMatchObject({ counts: { completed: 150, aborted: 2 }, againMs: null })
    world.letGo()
    // The one that fails, the one that was stopped; both parents wait for them.
    expect(await asked.get('retryFlow', { params })).toEqual({
      ...{ rootId: root.id, enqueued: 2, waiting: 2 },
    })
  })

  it('is none of a job by itself, also where its name looks like that of a child', async () => {
    const root = await world.client.enqueueFlow(flow('add', [1, 2], { children: [flow('hold')] }))
    const jobId = `${root.id}.7`
    await world.client.enqueueJob('add', [1, 2], { jobId })
    expect(await flowOf(jobId)).toBeNull()
    expect(await flowOf('no-such-job')).toBeNull()
    expect(await asked.refusal('abortFlow', { params: { jobId } })).toBe('404 not_found')
    expect(await asked.refusal('flowChildren', { params: { jobId } })).toBe('404 not_found')
    expect(await world.client.getJobStatus(`${root.id}.1`)).not.toBe('aborted')
    world.letGo()
  })
})
