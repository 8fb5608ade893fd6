import { Worker } from '@arq/worker'

import { workerSettings } from '../../../../examples/src/tutorial/settings.js'
import { servers } from '../../src/stand-ins/servers.js'

// In place of `arq worker`.
const worker = new Worker({ ...workerSettings, ...servers() })
void worker.run()
await import('../../../../examples/src/tutorial/client.js')
await worker.stop()
