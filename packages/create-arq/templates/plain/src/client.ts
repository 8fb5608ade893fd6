import { createClient } from '@arq/client'

import { servers } from './servers.js'
import { signUp } from './sign-up.js'

const email = process.argv[2] ?? 'ada@example.com'

await using client = await createClient(servers)
const welcome = await signUp(client, email)
if (welcome) {
  console.log(`enqueued ${welcome.jobId}`)
  const { attempts } = await welcome.result({ timeout: '1m' })
  console.log(`welcomed ${email} at attempt ${attempts}`)
} else {
  console.log(`${email} has been welcomed already`)
}
