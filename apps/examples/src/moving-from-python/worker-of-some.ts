import { Worker } from '@arq/worker'

import { resultStore, transport } from './servers.js'
import { welcome } from './tasks.js'

await Worker.run({ functions: [welcome], queueName: 'welcome', transport, resultStore })
