import type { Client } from '@arq/client'
import {
  askByLink,
  type LinkVisit,
  type PageAnswer,
  signalByLink,
  type SignalLinks,
} from '@arq/client/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

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

/** The page of signal links, for a scope of its own: `GET` asks, `POST` gives the signal. */
export function addSignalRoutes(
  scope: FastifyInstance,
  { links, path, client }: SignalRoutesParts,
): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM_BYTES },
    (_request, _body, done) => done(null, undefined),
  )

  scope.get<WithToken>(path, (request, reply) => send(reply, askByLink(links, visitOf(request))))

  scope.post<WithToken>(path, async (request, reply) => {
    const onError = (error: unknown): void =>
      request.log.error({ err: error }, 'a signal could not be given')
    return send(reply, await signalByLink(links, visitOf(request), { client: client(), onError }))
  })
}

const visitOf = ({ query, headers }: FastifyRequest<WithToken>): LinkVisit => ({
  token: query.token,
  acceptLanguage: headers['accept-language'],
})

const send = (reply: FastifyReply, { status, headers, body }: PageAnswer): FastifyReply =>
  reply.code(status).headers(headers).send(body)
