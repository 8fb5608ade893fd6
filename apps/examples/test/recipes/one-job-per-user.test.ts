import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { exportData, exportFor } from '../../src/recipes/one-job-per-user.js'

it('makes one export however often it is asked for, and another one an hour later', async () => {
  await using arq = await createTestArq({ functions: [exportData] })
  const jobs = await Promise.all(Array.from({ length: 20 }, () => exportFor(arq.client, 7)))
  expect(new Set(jobs.map(({ jobId }) => jobId))).toEqual(new Set(['export:7']))
  await arq.drain()
  expect(await (await exportFor(arq.client, 7)).result()).toEqual({ file: 'exports/7.zip' })
  expect(arq.runs).toHaveLength(1)
  await arq.clock.advance('61m')
  await exportFor(arq.client, 7)
  await arq.drain()
  expect(arq.runs).toHaveLength(2)
})
