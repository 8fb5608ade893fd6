import { cron, Worker } from '@arq/worker'

import { resultStore, transport } from './servers.js'
import { digest, remind, welcome } from './tasks.js'

const { DIGEST_AT } = process.env

await Worker.run({
  functions: [welcome, remind, digest],
  cronJobs: DIGEST_AT ? [cron(digest, DIGEST_AT)] : [], // set in step 5
  transport,
  resultStore,
})
