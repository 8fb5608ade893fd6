// Orders are announced if, and only if, they are paid: also where the broker has to ask how it ended.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node transaction-producer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import {
  createTransactionMessage,
  createTransactionProducer,
  producerSettings,
  TRANSACTION_STATE,
  type TransactionListener,
} from '@arq/rocketmq'

interface Order {
  readonly id: string
  readonly isPaid: boolean
  /** Paid, but this process does not hear of it in time. */
  readonly isAnswerLost?: boolean
}

/** @param paid the ids of transactions that succeeded: a table of your database, written in the local transaction */
function payments(paid: Set<string>): TransactionListener<Order> {
  return {
    executeLocalTransaction: (_message, order, { transactionId }) => {
      if (!order.isPaid) return TRANSACTION_STATE.ROLLBACK
      paid.add(transactionId)
      return order.isAnswerLost ? TRANSACTION_STATE.UNKNOWN : TRANSACTION_STATE.COMMIT
    },
    // Another process may be asked, after a restart: look it up, remember nothing.
    checkLocalTransaction: (_message, { transactionId }) =>
      paid.has(transactionId) ? TRANSACTION_STATE.COMMIT : TRANSACTION_STATE.ROLLBACK,
  }
}

/** @returns the transaction ids, which are the ids of the messages */
export async function payOrders(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'paid-orders',
): Promise<{ readonly committed: string; readonly rolledBack: string; readonly asked: string }> {
  const settings = producerSettings({ environment, settings: { group: `payments-${topic}` } })
  const producer = createTransactionProducer({ ...settings, listener: payments(new Set()) })
  await producer.start()
  const answered = new Promise<void>((resolve) => {
    producer.on((event) => {
      if (event.type === 'ended' && event.isFromCheck) resolve()
    })
  })
  const pay = async (order: Order): Promise<string> => {
    const message = createTransactionMessage({ topic, body: order.id, keys: order.id })
    const { state, transactionId } = await producer.sendMessageInTransaction(message, order)
    console.log(`${order.id}: ${state}`)
    return transactionId
  }
  try {
    const committed = await pay({ id: 'o-1', isPaid: true })
    const rolledBack = await pay({ id: 'o-2', isPaid: false })
    const asked = await pay({ id: 'o-3', isPaid: true, isAnswerLost: true })
    await answered
    console.log('o-3: the broker has asked')
    return { committed, rolledBack, asked }
  } finally {
    await producer.close()
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await payOrders(process.env)
