import { createClient } from '@arq/client'

import { resultStore, transport } from './servers.js'
import { remind, welcome } from './tasks.js'

await using client = await createClient({ transport, resultStore })
for (const to of process.argv.slice(2)) await client.enqueueJob(welcome, [{ to }])
await client.enqueueJob(remind, [{ to: 'in-a-moment' }], { deferBy: '1s' })
