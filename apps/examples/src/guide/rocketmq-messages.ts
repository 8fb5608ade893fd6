import { createAdmin, createConsumer, createProducer } from '@arq/rocketmq'

const nameServers = 'localhost:9876'
const topic = `orders-${Date.now()}`

const admin = createAdmin({ nameServers })
await admin.topics.create(topic)

const producer = createProducer({ nameServers, group: 'order-service' })
await producer.start()
const { status } = await producer.send({ topic, body: 'order-7', keys: 'order-7' })
console.log(`sent: ${status}`)

// A group that is new begins with the newest message, unless it says otherwise.
const consumer = createConsumer({ nameServers, group: `billing-${topic}`, consumeFrom: 'first' })
const consumed = new Promise<void>((resolve) => {
  consumer.subscribe(topic, (message) => {
    console.log(`consumed: ${message.body.toString()}`)
    resolve()
  })
})
await consumer.start()
await consumed

await consumer.close()
await producer.close()
await admin.topics.delete(topic)
await admin.close()
