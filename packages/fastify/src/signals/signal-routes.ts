import type { Client } from '@arq/client'
import { isArqError, type Language, renderText, type SignalAnswer, type Text } from '@arq/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { languageOf } from '../routes/error-answer.js'
import { texts } from '../texts.js'
import type { LinkClaims } from './link-token.js'
import type { LinkProblem, SignalLinks } from './signal-links.js'
import { PAGE_HEADERS, questionOf, signalPage } from './signal-page.js'

interface SignalRoutesParts {
  readonly links: SignalLinks
  readonly path: string
  readonly client: () => Client
}

interface WithToken {
  readonly Querystring: { readonly token?: unknown }
}

/** A form has nothing in it: what it is about stands in the address. */
const LARGEST_FORM_BYTES = 1024

/**
 * The page of signal links, for a scope of its own: `GET` asks, `POST` gives the signal. Programs that look at mails
 * follow links, so a `GET` must not.
 */
export function addSignalRoutes(
  scope: FastifyInstance,
  { links, path, client }: SignalRoutesParts,
): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM_BYTES },
    (_request, _body, done) => done(null, undefined),
  )

  scope.get<WithToken>(path, (request, reply) => {
    const language = languageOf(request.headers['accept-language'])
    const read = links.read(request.query.token)
    if (typeof read === 'string') return refuse(reply, read, language)
    const page = { title: questionOf(read, language), button: texts.confirm() }
    return reply.headers(PAGE_HEADERS).send(signalPage(page, language))
  })

  scope.post<WithToken>(path, async (request, reply) => {
    const language = languageOf(request.headers['accept-language'])
    const read = links.read(request.query.token)
    if (typeof read === 'string') return refuse(reply, read, language)
    const { code, note, isOpen = false } = await give(client(), read, request)
    const page = { title: questionOf(read, language), note }
    return reply
      .code(code)
      .headers(PAGE_HEADERS)
      .send(signalPage(isOpen ? { ...page, button: texts.confirm() } : page, language))
  })
}

interface Answered {
  readonly code: number
  readonly note: Text
  /** It may be tried again. */
  readonly isOpen?: boolean
}

async function give(
  client: Client,
  { jobId, signal, payload }: LinkClaims,
  request: FastifyRequest,
): Promise<Answered> {
  try {
    return ANSWERS[await client.signal(jobId, signal, payload)]
  } catch (error) {
    const code = isArqError(error) ? error.code : undefined
    if (code === 'ARQ_JOB_NOT_FOUND') return { code: 404, note: texts.signalUnknownJob() }
    request.log.error({ err: error }, 'a signal could not be given')
    return { code: 503, note: texts.signalNotNow(), isOpen: true }
  }
}

const ANSWERS: Readonly<Record<SignalAnswer, Answered>> = {
  accepted: { code: 200, note: texts.signalAccepted() },
  already: { code: 409, note: texts.signalAlready() },
  timedOut: { code: 410, note: texts.signalTimedOut() },
  ended: { code: 410, note: texts.signalEnded() },
}

function refuse(reply: FastifyReply, problem: LinkProblem, language: Language): FastifyReply {
  const [code, note] =
    problem === 'expired'
      ? ([410, texts.linkExpired()] as const)
      : ([404, texts.linkInvalid()] as const)
  const title = renderText(texts.noLink(), language)
  return reply.code(code).headers(PAGE_HEADERS).send(signalPage({ title, note }, language))
}
