// app/api/jobs/[jobId]/events/route.ts
import { jobView } from '../answers.js'
import { getClient } from './arq.js'

export const dynamic = 'force-dynamic'

interface Context {
  readonly params: Promise<{ readonly jobId: string }>
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { jobId } = await params
  const client = await getClient()
  const updates = client.getJob(jobId).updates({ signal: request.signal })
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await updates.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(jobView(value))}\n\n`))
    },
    cancel: async () => void (await updates.return()),
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
