import { cron, Worker } from '@arq/worker'

import { resultStore, transport } from './new-servers.js'
import { digest, welcome } from './tasks.js'

const { DIGEST_AT } = process.env

await Worker.run({
  functions: [welcome, digest],
  cronJobs: DIGEST_AT ? [cron(digest, DIGEST_AT)] : [], // set in step 4
  transport,
  resultStore,
})
