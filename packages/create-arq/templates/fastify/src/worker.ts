import { Worker } from '@arq/worker'

import { servers } from './servers.js'
import { workerSettings } from './settings.js'

// Runs jobs until Ctrl-C or SIGTERM; those that have begun may end.
await Worker.run({ ...workerSettings, ...servers })
