import { createClient } from '@arq/client'
import { task } from '@arq/core'
import { createOutbox, openOutboxTable, outboxRelay } from '@arq/outbox'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'
import pg from 'pg'

const database = 'postgresql://localhost:5432/shop'
const charge = task('charge', (_ctx, order: string, cents: number) => `${order}: ${cents} cents`)

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [charge], ...servers })
void worker.run()
const client = await createClient(servers)

// Sends what is committed. It makes its tables, too.
const relay = outboxRelay({ database, client })
const sent = new Promise<void>((resolve) => {
  relay.on(({ type }) => {
    if (type === 'sent') resolve()
  })
})
await relay.start()

const pool = new pg.Pool({ connectionString: database })
await pool.query('create table if not exists orders (id text primary key)')
const outbox = createOutbox()

async function placeOrder(order: string, cents: number): Promise<string> {
  const db = await pool.connect()
  try {
    await db.query('begin')
    await db.query('insert into orders (id) values ($1)', [order])
    const { jobId } = await outbox(db).enqueue(charge, [order, cents])
    if (cents > 1000) throw new Error('no such sum')
    await db.query('commit')
    return jobId
  } catch (error) {
    await db.query('rollback')
    throw error
  } finally {
    db.release()
  }
}

// The order and its job, or neither.
const now = Date.now()
await placeOrder(`order-a-${now}`, 5000).catch((error: unknown) => console.log(String(error)))
const jobId = await placeOrder(`order-b-${now}`, 500)
await sent
const result = await client.getJob(jobId, charge).result()
console.log(result.replace(`-${now}`, ''))

const { waiting, aside } = await openOutboxTable({ url: database }).status()
console.log(`waiting: ${waiting}, set aside: ${aside}`)

await relay.stop()
await pool.end()
await client.close()
await worker.stop()
