import { Readable } from 'node:stream'

import type { Client } from '@arq/client'
import { JobNotFound } from '@arq/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { texts } from '../texts.js'
import { assertAllowed } from './authorize.js'
import { readEnqueueBody } from './enqueue-body.js'
import { errorAnswer, languageOf } from './error-answer.js'
import { eventStream, LAST_EVENT_ID } from './event-stream.js'
import type { ResolvedRoutes } from './job-routes-options.js'
import { jobView } from './job-view.js'
import { Refusal } from './refusal.js'
import { streamEvents } from './stream-events.js'

interface JobRoutesParts {
  readonly routes: ResolvedRoutes
  readonly client: () => Client
}

interface JobParams {
  readonly Params: { readonly jobId: string }
}

interface StreamParams {
  readonly Params: { readonly jobId: string; readonly name: string }
}

/**
 * `POST /jobs`, `GET /jobs/:jobId`, its `/events` and its `/stream/:name`, with an error handler of their own, for a scope
 * of their own.
 */
export function addJobRoutes(scope: FastifyInstance, { routes, client }: JobRoutesParts): void {
  const { authorize, tasks, bodyLimit, prefix } = routes
  const streams = new Set<AbortController>()

  scope.setErrorHandler(answerError)
  if (!authorize) {
    // Before a body is read: there is nothing to be had here.
    scope.addHook('onRequest', () =>
      Promise.reject(new Refusal(403, 'FORBIDDEN', texts.forbidden())),
    )
  }
  // A stream would keep the server from closing.
  scope.addHook('preClose', (done) => {
    for (const stream of streams) stream.abort()
    done()
  })

  scope.post('/jobs', { bodyLimit }, async (request, reply) => {
    const { task: name, args, options } = readEnqueueBody(request.body)
    const { jobId } = options
    await assertAllowed(authorize, request, { action: 'enqueue', task: name, args, jobId })
    const task = tasks.named(name)
    // Checked by the task's schema and by the client, not by types: it came over the network.
    const job = await client().enqueueJob(task as string, args, options)
    if (!job) throw new Refusal(409, 'ARQ_JOB_EXISTS', texts.jobExists({ jobId }))
    const { jobId: id, queueName } = job
    reply.code(202).header('location', `${prefix}/jobs/${encodeURIComponent(id)}`)
    return { jobId: id, queueName }
  })

  scope.get<JobParams>('/jobs/:jobId', async (request, reply) => {
    const { jobId } = request.params
    await assertAllowed(authorize, request, { action: 'read', jobId })
    reply.header('cache-control', 'no-store')
    return jobView(await client().getJob(jobId).info())
  })

  scope.get<JobParams>(
    '/jobs/:jobId/events',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { jobId } = request.params
      await assertAllowed(authorize, request, { action: 'watch', jobId })
      // A browser's EventSource connects again after the end, unless it is told that there is no more.
      if (request.headers['last-event-id'] === LAST_EVENT_ID) return reply.code(204).send()
      const signal = untilClosed(reply)
      const updates = client().getJob(jobId).updates({ signal })
      // Before the answer begins: it may be an error.
      const { value: first } = await updates.next()
      if (!first) throw new JobNotFound({ jobId })
      const { heartbeatMs } = routes
      return sendEvents(request, reply, eventStream({ first, updates, heartbeatMs, signal }))
    },
  )

  scope.get<StreamParams>(
    '/jobs/:jobId/stream/:name',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { jobId, name } = request.params
      await assertAllowed(authorize, request, { action: 'stream', jobId, stream: name })
      const after = request.headers['last-event-id']?.toString()
      if (after === LAST_EVENT_ID) return reply.code(204).send()
      const signal = untilClosed(reply)
      const job = client().getJob(jobId)
      // Before the answer begins: it may be an error. The first item may be long in coming.
      const stream = job.stream(name, { after, signal })
      await job.info()
      const { heartbeatMs } = routes
      const entries = stream.entries()
      return sendEvents(request, reply, streamEvents({ entries, heartbeatMs, signal }))
    },
  )

  /** Aborts when nobody listens any more, and when the server closes. */
  function untilClosed(reply: FastifyReply): AbortSignal {
    const stream = new AbortController()
    streams.add(stream)
    reply.raw.once('close', () => {
      streams.delete(stream)
      stream.abort()
    })
    return stream.signal
  }
}

function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  events: AsyncGenerator<string, void>,
): FastifyReply {
  // A connection that is kept for a next request would hold up a server that closes.
  if (request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(events))
}

async function answerError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const answer = errorAnswer(thrown, languageOf(request.headers['accept-language']))
  // As it is, for the handler of the scope above.
  if (!answer) throw thrown
  const { statusCode } = answer
  if (statusCode >= 500) request.log.error({ err: thrown }, answer.message)
  return reply.code(statusCode).send(answer)
}
