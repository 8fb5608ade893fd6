import { silentLogger } from '@arq/core'
import { Worker } from '@arq/worker'

import { multiply, multiplyElsewhere } from '../../../examples/src/without-redis.js'
import { servers } from '../src/stand-ins/servers.js'

const worker = new Worker({
  functions: [multiply],
  transport: servers().transport,
  logger: silentLogger,
})
void worker.run()
console.log(`6 × 7 is ${await multiplyElsewhere(servers().transport)}`)
await worker.stop()
