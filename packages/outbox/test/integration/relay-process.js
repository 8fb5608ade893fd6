// A relay in a process of its own, from the built packages, to be killed by tests.
import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { outboxRelay } from '@arq/outbox'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'

const [database, tablePrefix, rabbitUrl, redisUrl, keyPrefix] = process.argv.slice(2)

const client = await createClient({
  transport: new AmqpTransport({ url: rabbitUrl }),
  resultStore: new RedisResultStore({ url: redisUrl, keyPrefix }),
  logger: silentLogger,
  claimLease: '10s',
  keptReplies: 0,
})
const relay = outboxRelay({ database, tablePrefix, client, logger: silentLogger })
await relay.start()
process.send?.('started')
