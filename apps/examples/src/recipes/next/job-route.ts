// app/api/jobs/[jobId]/route.ts
import { jobView, statusOf } from '../answers.js'
import { getClient } from './arq.js'

// It tells how a job is now: nothing of it is kept.
export const dynamic = 'force-dynamic'

interface Context {
  readonly params: Promise<{ readonly jobId: string }>
}

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  try {
    const { jobId } = await params
    const client = await getClient()
    return Response.json(jobView(await client.getJob(jobId).info()))
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined) throw error
    return Response.json({ error: String(error) }, { status })
  }
}
