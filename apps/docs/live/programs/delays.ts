import { createClient } from '@arq/client'
import { Worker } from '@arq/worker'

import { remind, remindOfLicence, remindOfMeeting } from '../../../examples/src/delays.js'
import { servers } from '../src/stand-ins/servers.js'

const worker = new Worker({ functions: [remind], ...servers() })
void worker.run()
const client = await createClient(servers())

const licence = await remindOfLicence(client, 'Ada')
const meeting = await remindOfMeeting(client, 'Ada', new Date(Date.now() + 2000))
console.log('in two seconds, and in a year:')
console.log(await meeting.result())
console.log(`a new licence: ${await licence.status()}`)

await client.close()
await worker.stop()
