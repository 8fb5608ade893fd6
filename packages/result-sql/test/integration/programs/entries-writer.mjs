// A process that counts up in two entries of one group until it is killed: one line each time that it was told so.
import { writeSync } from 'node:fs'

import { SqlResultStore } from '../../../dist/index.js'

const [, , url, tablePrefix] = process.argv
const store = new SqlResultStore({ url, tablePrefix, commandTimeout: '1s' })
await store.connect()

for (;;) {
  const found = await store.entries.read('g')
  const text = String(Number(found.get('one')?.text ?? 0) + 1)
  const changes = ['one', 'other'].map((name) => ({
    ...{ name, text, ifVersion: found.get(name)?.version ?? null },
  }))
  // One that was stopped for long has been given up by the server, and begins anew.
  const write = store.entries.write('g', changes, { ttlMs: 600_000 })
  const answer = await write.catch(() => undefined)
  if (answer?.kind === 'written') writeSync(1, `${text}\n`)
}
