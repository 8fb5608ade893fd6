import { Readable } from 'node:stream'

import type { Client } from '@arq/client'
import {
  type EventsOptions,
  eventText,
  jobEvents,
  jobView,
  languageOf,
  type ServerSentEvent,
  streamEvents,
  withSilence,
} from '@arq/client/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { texts } from '../texts.js'
import { assertAllowed } from './authorize.js'
import { readEnqueueBody } from './enqueue-body.js'
import { errorAnswer } from './error-answer.js'
import type { ResolvedRoutes } from './job-routes-options.js'
import { Refusal } from './refusal.js'

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
      const options = optionsOf(request, reply)
      const events = await jobEvents(client().getJob(jobId), options)
      return sendEvents(request, reply, events, options)
    },
  )

  scope.get<StreamParams>(
    '/jobs/:jobId/stream/:name',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { jobId, name } = request.params
      await assertAllowed(authorize, request, { action: 'stream', jobId, stream: name })
      const options = optionsOf(request, reply)
      const events = await streamEvents(client().getJob(jobId), name, options)
      return sendEvents(request, reply, events, options)
    },
  )

  /** They end when nobody listens any more, and when the server closes. */
  function optionsOf({ headers }: FastifyRequest, reply: FastifyReply): EventsOptions {
    const stream = new AbortController()
    streams.add(stream)
    reply.raw.once('close', () => {
      streams.delete(stream)
      stream.abort()
    })
    return { after: headers['last-event-id']?.toString(), signal: stream.signal }
  }

  function sendEvents(
    request: FastifyRequest,
    reply: FastifyReply,
    events: AsyncGenerator<ServerSentEvent, void> | undefined,
    { signal }: EventsOptions,
  ): FastifyReply {
    if (!events) return reply.code(204).send()
    // A connection that is kept for a next request would hold up a server that closes.
    if (request.raw.httpVersionMajor === 1) reply.header('connection', 'close')
    const { heartbeatMs } = routes
    return reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(textsOf(withSilence(events, { heartbeatMs, signal }))))
  }
}

async function* textsOf(
  events: AsyncIterable<ServerSentEvent | 'silence'>,
): AsyncGenerator<string, void> {
  for await (const event of events) yield event === 'silence' ? ':\n\n' : eventText(event)
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
