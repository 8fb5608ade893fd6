import { describe, expect, it } from '@jest/globals'

import { type FoldedJob, foldedTree } from '../../src/flow/folded-tree.js'
import { jobsOf, type TestJob } from './trees.js'

const many = (count: number, job: TestJob = {}): readonly TestJob[] =>
  Array.from({ length: count }, () => job)

const idsOf = ({ info, children }: FoldedJob): readonly string[] => [
  info.jobId,
  ...children.flatMap(idsOf),
]

async function fold(root: TestJob, limits = { children: 3, jobs: 10 }) {
  const tree = await foldedTree(jobsOf(root), limits)
  if (!tree) throw new Error('no tree')
  return { ids: idsOf(tree.root), folded: tree.root.folded, counts: tree.counts }
}

describe('a flow that is folded', () => {
  it('is whole where it is small', async () => {
    const { ids, folded } = await fold({ below: [{ below: many(3) }, {}] })
    expect(ids).toEqual(['f', 'f.0', 'f.0.0', 'f.0.1', 'f.0.2', 'f.1'])
    expect(folded.size).toBe(0)
  })

  it('shows what failed before what runs, and that before what completed', async () => {
    const { ids, folded, counts } = await fold({
      status: 'waiting',
      below: [...many(5), { status: 'queued' }, { status: 'in_progress' }, { status: 'failed' }],
    })
    expect(ids).toEqual(['f', 'f.5', 'f.6', 'f.7'])
    expect([...folded]).toEqual([['completed', 5]])
    expect(Object.fromEntries(counts)).toEqual({
      ...{ waiting: 1, completed: 5, queued: 1, in_progress: 1, failed: 1 },
    })
  })

  it('counts what is below a job that is not shown', async () => {
    const branch = { below: [{ status: 'aborted' as const }, {}] }
    const { ids, folded } = await fold(
      { below: [...many(3, { status: 'failed' }), branch, branch] },
      { children: 3, jobs: 100 },
    )
    expect(ids).toEqual(['f', 'f.0', 'f.1', 'f.2'])
    expect(Object.fromEntries(folded)).toEqual({ completed: 4, aborted: 2 })
  })

  it('gives up a branch that was shown for a job that failed', async () => {
    const { ids, folded } = await fold(
      { below: [...many(3, { below: many(2) }), { status: 'failed' }] },
      { children: 3, jobs: 100 },
    )
    expect(ids).toEqual(['f', 'f.0', 'f.0.0', 'f.0.1', 'f.1', 'f.1.0', 'f.1.1', 'f.3'])
    expect(Object.fromEntries(folded)).toEqual({ completed: 3 })
  })

  it.each([
    ['wide', { below: many(10_000) }],
    ['wide and deep', { below: many(100, { below: many(100) }) }],
    ['a chain', Array.from({ length: 500 }).reduce<TestJob>((below) => ({ below: [below] }), {})],
  ])('shows no more jobs than it may: %s', async (_name, root) => {
    const limits = { children: 10, jobs: 40 }
    const { ids, counts } = await fold(root, limits)
    expect(ids.length).toBeGreaterThan(10)
    expect(ids.length).toBeLessThanOrEqual(limits.jobs)
    expect(counts.get('completed')).toBe([...jobsOf(root)].length)
  })

  it('is none where there are no jobs', async () => {
    expect(await foldedTree([], { children: 1, jobs: 1 })).toBeUndefined()
  })
})
