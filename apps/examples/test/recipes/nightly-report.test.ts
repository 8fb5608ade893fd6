import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { reportWorker, type Sales } from '../../src/recipes/nightly-report.js'

function setup(sales: Sales) {
  return createTestArq({
    ...reportWorker,
    now: new Date('2026-05-03T12:00:00Z'),
    onStartup: (ctx) => void (ctx.extra.sales = sales),
  })
}

it('reports each night on the day before, and at its first start on that of the last night', async () => {
  const days: string[] = []
  await using arq = await setup({ totalOf: (day) => Promise.resolve(days.push(day)) })
  await arq.clock.advance('2d')
  expect(days).toEqual(['2026-05-02', '2026-05-03', '2026-05-04'])
})

it('reports on the same day when it has to try again', async () => {
  const days: string[] = []
  const totalOf = (day: string): Promise<number> => {
    days.push(day)
    return days.length === 1
      ? Promise.reject(new Error('the database restarts'))
      : Promise.resolve(7)
  }
  await using arq = await setup({ totalOf })
  await arq.clock.advance('1h')
  expect(days).toEqual(['2026-05-02', '2026-05-02'])
  const result = arq.client.getJob('cron:nightly_report:2026-05-03T02:30:00Z').result()
  expect(await result).toEqual({ day: '2026-05-02', total: 7 })
})
