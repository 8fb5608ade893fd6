// app/api/images/route.ts
import type { InputOf } from '@arq/core'

import { statusOf } from '../answers.js'
import { resize } from '../tasks.js'
import { getClient } from './arq.js'

export async function POST(request: Request): Promise<Response> {
  try {
    const client = await getClient()
    // The schema of `resize` checks it before anything is sent.
    const job = await client.enqueueJob(resize, (await request.json()) as InputOf<typeof resize>)
    return Response.json({ jobId: job.jobId }, { status: 202 })
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined) throw error
    return Response.json({ error: String(error) }, { status })
  }
}
