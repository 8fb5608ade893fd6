import { displayWidth } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { foldedTree } from '../../src/flow/folded-tree.js'
import { treeLines } from '../../src/flow/tree-lines.js'
import type { Program } from '../../src/program.js'
import { jobsOf, NOW_MS, type TestJob } from './trees.js'

const output = { write: () => undefined, hasColours: false, isTerminal: true, width: 100 }
const program = { environment: {}, folder: '/', language: 'en', output, errors: output } as const

async function drawn(
  root: TestJob,
  { children = 3, ...own }: Partial<Program> & { readonly children?: number } = {},
) {
  const tree = await foldedTree(jobsOf(root), { children, jobs: 100 })
  return tree ? treeLines(tree, NOW_MS, { ...program, ...own }) : []
}

const album: TestJob = {
  ...{ task: 'publish', status: 'waiting' },
  below: [
    {
      ...{ task: '制作相册', status: 'failed', error: 'ChildFailed: f.0.1\nat line 1' },
      below: [{}, { status: 'failed', error: 'RangeError: no picture' }],
    },
    { task: 'notify', status: undefined, since: undefined },
  ],
}

describe('a flow on a terminal', () => {
  it('is a tree with status, age, id and error of each job', async () => {
    expect(await drawn(album)).toEqual([
      'TASK          STATUS     SINCE  JOB    ERROR',
      'publish       waiting    1m0s   f      -',
      '├─ 制作相册   failed     1m0s   f.0    ChildFailed: f.0.1',
      '│  ├─ resize  completed  1m0s   f.0.0  -',
      '│  └─ resize  failed     1m0s   f.0.1  RangeError: no picture',
      '└─ notify     ?          -      f.1    -',
      '5 jobs: 2 failed, 1 waiting, 1 completed, 1 of which nothing is kept',
    ])
  })

  it('says in a line how many children are not shown', async () => {
    const below = Array.from({ length: 10_000 }, () => ({}))
    expect(await drawn({ below }, { children: 2 })).toEqual([
      'TASK       STATUS     SINCE  JOB  ERROR',
      'resize     completed  1m0s   f    -',
      '├─ resize  completed  1m0s   f.0  -',
      '├─ resize  completed  1m0s   f.1  -',
      '└─ … 9,998 more below: 9,998 completed',
      '10,001 jobs: 10,001 completed',
    ])
    const chinese = await drawn({ below }, { children: 2, language: 'zh-CN' })
    expect(chinese.slice(-2)).toEqual([
      '└─ ……其下另有 9,998 个：completed 9,998 个',
      '共 10,001 个任务：completed 10,001 个',
    ])
  })

  it('stays within the terminal', async () => {
    const lines = await drawn(album, { output: { ...output, width: 50 } })
    expect(Math.max(...lines.slice(0, -1).map(displayWidth))).toBeLessThanOrEqual(50)
    expect(lines.join('\n')).toContain('├─ 制作相册')
  })
})
