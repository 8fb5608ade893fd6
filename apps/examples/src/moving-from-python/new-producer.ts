import { createClient } from '@arq/client'

import { resultStore, transport } from './new-servers.js'
import { welcome } from './tasks.js'

await using client = await createClient({ transport, resultStore })
for (const to of process.argv.slice(2)) await client.enqueueJob(welcome, [to, 'Hello'])
