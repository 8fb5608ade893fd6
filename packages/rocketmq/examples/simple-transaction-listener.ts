// How to try code that sends in transactions: a listener that answers as told, and remembers what it was asked.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node simple-transaction-listener.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import {
  createSimpleTransactionListener,
  createTransactionMessage,
  createTransactionProducer,
  producerSettings,
} from '@arq/rocketmq'

/** @returns the orders whose local transaction was run, and those that the broker asked about */
export async function tryTransactions(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'tried-orders',
): Promise<{ readonly executed: readonly string[]; readonly checked: readonly string[] }> {
  const listener = createSimpleTransactionListener({
    execute: ({ keys }) => (keys.includes('o-2') ? 'unknown' : 'commit'),
    check: 'commit',
  })
  const settings = producerSettings({ environment, settings: { group: `trial-${topic}` } })
  const producer = createTransactionProducer({ ...settings, listener })
  const answered = new Promise<void>((resolve) => {
    producer.on((event) => {
      if (event.type === 'ended' && event.isFromCheck) resolve()
    })
  })
  await producer.start()
  try {
    for (const id of ['o-1', 'o-2']) {
      const message = createTransactionMessage({ topic, body: id, keys: id })
      await producer.sendMessageInTransaction(message)
    }
    await answered
  } finally {
    await producer.close()
  }
  const executed = listener.executed.flatMap(({ keys }) => keys)
  const checked = listener.checked.flatMap(({ keys }) => keys)
  console.log(`run: ${executed.join(', ')}; asked: ${checked.join(', ')}`)
  return { executed, checked }
}

if (argv[1] === fileURLToPath(import.meta.url)) await tryTransactions(process.env)
