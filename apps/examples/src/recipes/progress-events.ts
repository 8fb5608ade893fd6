import type { ServerResponse } from 'node:http'

import type { Client } from '@arq/client'
import { task } from '@arq/core'

export const exportOrders = task('export_orders', async (ctx, orders: readonly string[]) => {
  for (const [index, order] of orders.entries()) {
    ctx.signal.throwIfAborted()
    await Promise.resolve(order)
    ctx.progress({ done: index + 1, of: orders.length })
  }
  return { rows: orders.length }
})

/**
 * Answers with server-sent events: how the job stands now, each change, and its end.
 * @throws JobNotFound before anything is sent
 */
export async function sendProgress(
  client: Client,
  jobId: string,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for await (const info of client.getJob(jobId).updates({ signal: gone.signal })) {
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    }
    const { status, progress } = info
    response.write(`data: ${JSON.stringify({ status, progress })}\n\n`)
  }
  response.end()
}
