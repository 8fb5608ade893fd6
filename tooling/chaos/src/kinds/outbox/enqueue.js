import { setTimeout as wait } from 'node:timers/promises'

import { createOutbox } from '@arq/outbox'

import { QUEUE_NAME } from '../../queue-names.js'
import { openOrders } from './orders.js'

/** Thrown into a transaction that is to be rolled back. */
class RolledBack extends Error {
  code = 'rolled back'
}

const outbox = createOutbox({ queueName: QUEUE_NAME })
/** @type {import('pg').Pool | undefined} */
let pool

/**
 * Places an order: its row and its job in one transaction.
 * @type {import('../kind.d.ts').KindEnqueue}
 */
export async function placeOrder({ databaseUrl, task, job, args }) {
  if (databaseUrl === undefined || !job.transaction) throw new Error('this run has no database')
  const { lastsMs, isRolledBack } = job.transaction
  pool ??= openOrders(databaseUrl)
  const db = await pool.connect()
  let isBroken = false
  try {
    await db.query('begin')
    const { jobId } = await outbox(db).enqueue(task, args)
    await db.query('insert into chaos_orders (n, job_id) values ($1, $2)', [job.n, jobId])
    await wait(lastsMs)
    if (isRolledBack) throw new RolledBack(`order ${job.n} is rolled back`)
    await db.query('commit')
    return { jobId }
  } catch (error) {
    isBroken = await db.query('rollback').then(
      () => false,
      () => true,
    )
    throw error
  } finally {
    db.release(isBroken)
  }
}
