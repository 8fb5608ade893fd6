import { expect, it } from '@jest/globals'

import { runProgram } from './run-program.js'

it('tells of a job by a metric, and by spans from the upload to what the task does', async () => {
  const { code, stdout, stderr } = await runProgram('metrics-and-traces.js').ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trim().split('\n').sort()).toEqual([
    'arq_jobs_enqueued_total{queue="default",task="resize"} 1',
    'process default, part of send default',
    'read image, part of process default',
    'send default, part of upload',
    'upload, part of nothing',
  ])
})
