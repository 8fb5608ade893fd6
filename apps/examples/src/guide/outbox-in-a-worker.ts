import { task } from '@arq/core'
import { createOutbox, openOutboxTable, relayHooks } from '@arq/outbox'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import pg from 'pg'

const database = 'postgresql://localhost:5432/shop'

/** Resolves with what the worker says when it has charged. */
let charged = (_said: string): void => undefined
const said = new Promise<string>((resolve) => (charged = resolve))
const charge = task('charge', (_ctx, cents: number) => charged(`charged ${cents} cents`))

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}

// Each of these workers is a relay, too: they share the rows.
const worker = new Worker({
  functions: [charge],
  ...servers,
  claimLease: '10s',
  ...relayHooks({ database }),
})
void worker.run()

// The application knows of no broker.
await openOutboxTable({ url: database }).migrate()
const application = new pg.Client(database)
await application.connect()
await application.query('begin')
await createOutbox()(application).enqueue(charge, [500])
await application.query('commit')

console.log(await said)
await application.end()
await worker.stop()
