import { createClient } from '@arq/client'

import { answerOf } from '../../../examples/src/errors.js'
import { servers } from '../src/stand-ins/servers.js'

const client = await createClient(servers())
console.log(`an order: ${await answerOf(client, 'order-7', 1)}`)
console.log(`the same once more: ${await answerOf(client, 'order-7', 1)}`)
console.log(`no parcels: ${await answerOf(client, 'order-8', 0)}`)
await client.close()
