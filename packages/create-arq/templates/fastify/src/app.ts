import { fastifyArq, type FastifyArqOptions } from '@arq/fastify'
import Fastify, { type FastifyServerOptions } from 'fastify'

import { signUp } from './sign-up.js'

const signUpBody = {
  type: 'object',
  required: ['email'],
  additionalProperties: false,
  properties: { email: { type: 'string', format: 'email', maxLength: 254 } },
} as const

/**
 * The web server, not yet listening.
 * @param arq what its client is made of; `{ client }` in tests
 */
export async function createApp(arq: FastifyArqOptions, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(fastifyArq, arq)

  app.post<{ Body: { email: string } }>(
    '/sign-ups',
    { schema: { body: signUpBody } },
    async (request, reply) => {
      const welcome = await signUp(app.arq, request.body.email)
      if (welcome) return await reply.code(202).send({ jobId: welcome.jobId })
      return await reply.code(409).send({ message: 'This address has signed up already.' })
    },
  )
  return app
}
