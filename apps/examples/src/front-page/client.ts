import { createClient } from '@arq/client'
import { AmqpTransport } from '@arq/transport-amqp'
import { RedisResultStore } from '@arq/result-redis'
import { resize, sendEmail } from './tasks.js'

await using client = await createClient({
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379/0' }),   // optional
})
const job = await client.enqueueJob(sendEmail, ['user@example.com', 'Welcome'])
const later = await client.enqueueJob(resize, { url: 'https://…', widths: [320, 640] }, { deferBy: '10s', queueName: 'images' })
const once = await client.enqueueJob('send_email', { to: 'a@b.c', subject: 'Hi' }, { jobId: 'welcome:42' })     // Job | null
const { subject } = await job.result({ timeout: 60 })                                                           // typed string
