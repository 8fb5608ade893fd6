import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { Worker } from '@arq/worker'

import {
  importFile,
  importRows,
  type Row,
  type RowTable,
} from '../../../../examples/src/recipes/import-rows.js'
import { servers } from '../../src/stand-ins/servers.js'

const written = new Map<number, string>()
const table: RowTable = {
  upsert: (rows) => {
    for (const { id, name } of rows) written.set(id, name)
    return Promise.resolve()
  },
}
async function* rowsOfFile(): AsyncGenerator<Row> {
  for (let id = 1; id <= 10_000; id += 1) {
    // A file is read piece by piece.
    if (id % 1000 === 0) await Promise.resolve()
    yield { id, name: `customer ${id}` }
  }
}

const worker = new Worker<{ table: RowTable }>({
  functions: [importRows],
  ...servers(),
  onStartup: (ctx) => void (ctx.extra.table = table),
  logger: silentLogger,
})
const client = await createClient(servers())
console.log('first call:', await importFile(client, rowsOfFile(), 'customers.csv'))
console.log('after a crash in the middle:', await importFile(client, rowsOfFile(), 'customers.csv'))

const done = new Promise<void>((resolve) => {
  worker.on('jobCompleted', () => written.size === 10_000 && resolve())
})
void worker.run()
await done
console.log(`${written.size} rows written`)

await client.close()
await worker.stop()
