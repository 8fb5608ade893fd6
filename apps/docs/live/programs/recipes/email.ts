import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import { type MailApi, sendEmail } from '../../../../examples/src/recipes/email.js'
import { servers } from '../../src/stand-ins/servers.js'

// The mail service of this page: busy at first, and it wants a second to itself.
let calls = 0
globalThis.fetch = (_url, init) => {
  calls += 1
  const key = new Headers(init?.headers).get('idempotency-key') ?? ''
  console.log(`call ${calls}, idempotency-key ${key.slice(0, 8)}…`)
  return Promise.resolve(
    calls === 1
      ? new Response(null, { status: 503, headers: { 'retry-after': '1' } })
      : new Response(null, { status: 202 }),
  )
}

const worker = new Worker<{ mailApi: MailApi }>({
  functions: [sendEmail],
  ...servers(),
  onStartup: (ctx) => void (ctx.extra.mailApi = { url: 'https://mail.example.com', token: '' }),
})
void worker.run()
const client = await createClient(servers())
const job = await client.enqueueJob(sendEmail, ['ada@example.com', 'welcome'])
console.log('sent:', await job.result())

await client.close()
await worker.stop()
