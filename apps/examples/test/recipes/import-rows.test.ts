import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { importFile, importRows, type Row } from '../../src/recipes/import-rows.js'

async function* rows(count: number): AsyncGenerator<Row> {
  for (let id = 1; id <= count; id += 1) yield { id, name: `row ${String(id)}` }
}

function setup(table: Map<number, string>) {
  const upsert = (chunk: readonly Row[]): Promise<void> => {
    for (const { id, name } of chunk) table.set(id, name)
    return Promise.resolve()
  }
  return createTestArq({
    functions: [importRows],
    patience: '60s',
    onStartup: (ctx) => void (ctx.extra.table = { upsert }),
  })
}

it('imports 100,000 rows, 500 a job', async () => {
  const table = new Map<number, string>()
  await using arq = await setup(table)
  const counts = await importFile(arq.client, rows(100_000), 'people.csv')
  expect(counts).toEqual({ enqueued: 200, alreadyThere: 0 })
  await arq.drain()
  expect(table.size).toBe(100_000)
})

it('goes on where a first call had ended', async () => {
  const table = new Map<number, string>()
  await using arq = await setup(table)
  await importFile(arq.client, rows(1000), 'people.csv')
  const again = await importFile(arq.client, rows(1700), 'people.csv')
  expect(again).toEqual({ enqueued: 2, alreadyThere: 2 })
  await arq.drain()
  expect(table.size).toBe(1700)
})
