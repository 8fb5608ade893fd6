// A message for later, and one that is taken back before it is due. RocketMQ 5; recall needs 5.3.2 and
// recallMessageEnable=true on the broker.
//
//   ROCKETMQ_NAMESRV_ADDR=127.0.0.1:9876 node reminder-producer.js

import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

import { createProducer, producerSettings } from '@arq/rocketmq'

/** @returns the unique ids of the reminder that stays and of the one that was taken back */
export async function sendReminders(
  environment: Readonly<Record<string, string | undefined>>,
  topic = 'reminders',
): Promise<{ readonly kept: string; readonly recalled: string }> {
  const producer = createProducer(
    producerSettings({ environment, settings: { group: 'calendar' } }),
  )
  await producer.start()
  try {
    const kept = await producer.send({ topic, body: 'stand up', delayMs: 1000 })
    const meeting = await producer.send({
      topic,
      body: 'meeting',
      deliverAtMs: Date.now() + 60_000,
    })
    if (meeting.recallHandle === undefined) throw new Error('this broker cannot take messages back')
    const recalled = await producer.recall(meeting.recallHandle)
    console.log(`${kept.msgId} comes in a second, ${recalled} never`)
    return { kept: kept.msgId, recalled }
  } finally {
    await producer.close()
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await sendReminders(process.env)
