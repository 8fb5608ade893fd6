import type { FastifyRequest } from 'fastify'

import { texts } from '../texts.js'
import { Refusal } from './refusal.js'

/** What a caller wants to do. */
export type JobAction =
  /** `POST /jobs`: `jobId` as the caller gave it. */
  | {
      readonly action: 'enqueue'
      readonly task: string
      readonly args: readonly unknown[] | Readonly<Record<string, unknown>>
      readonly jobId: string | undefined
    }
  /** `GET /jobs/:jobId`. */
  | { readonly action: 'read'; readonly jobId: string }
  /** `GET /jobs/:jobId/events`. */
  | { readonly action: 'watch'; readonly jobId: string }
  /** `GET /jobs/:jobId/stream/:name`. */
  | { readonly action: 'stream'; readonly jobId: string; readonly stream: string }

/** Whether this caller may do this. Anything but `true` is no. What it throws is the answer, as in any Fastify hook. */
export type Authorize = (request: FastifyRequest, wanted: JobAction) => boolean | Promise<boolean>

/** @throws Refusal 403 unless it is allowed; without an `authorize` nothing is */
export async function assertAllowed(
  authorize: Authorize | undefined,
  request: FastifyRequest,
  wanted: JobAction,
): Promise<void> {
  const isAllowed: unknown = await authorize?.(request, wanted)
  if (isAllowed !== true) throw new Refusal(403, 'FORBIDDEN', texts.forbidden())
}
