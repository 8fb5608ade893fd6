import { type Client, createClient } from '@arq/client'
import { renderText } from '@arq/core'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'

import { type FastifyArqOptions, resolveOptions } from './fastify-arq-options.js'
import { fastifyLogger } from './fastify-logger.js'
import { addJobRoutes } from './routes/job-routes.js'
import { addSignalRoutes } from './signals/signal-routes.js'
import { texts } from './texts.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** arq's client, from `ready` (or `listen`) on. Registered by `fastifyArq` of `@arq/fastify`. */
    readonly arq: Client
  }
}

const arqPlugin: FastifyPluginCallback<FastifyArqOptions> = (fastify, options, done) => {
  try {
    register(fastify, options)
    done()
  } catch (error) {
    done(error as Error)
  }
}

function register(fastify: FastifyInstance, options: FastifyArqOptions): void {
  const { client: given, settings, routes, signals } = resolveOptions(options)
  let client = given
  const ready = (): Client => {
    if (!client) throw new Error(renderText(texts.notReady()))
    return client
  }
  fastify.decorate('arq', { getter: ready })
  if (settings) {
    let opening: Promise<Client> | undefined
    fastify.addHook('onReady', async () => {
      opening = createClient({ logger: fastifyLogger(fastify.log), ...settings })
      client = await opening
    })
    // Also one that was opened when nobody waited for it any more.
    fastify.addHook('onClose', async () => {
      const opened = await opening?.catch(() => undefined)
      await opened?.close()
    })
  }
  if (signals) {
    fastify.register((scope, _options, done) => {
      addSignalRoutes(scope, { ...signals, client: ready })
      done()
    })
  }
  if (!routes) return
  const { prefix } = routes
  fastify.register(
    (scope, _options, done) => {
      addJobRoutes(scope, { routes, client: ready })
      done()
    },
    { prefix },
  )
}

/**
 * arq in Fastify: `fastify.arq` is a client that is opened before the server is ready and closed with it; routes to
 * enqueue and follow jobs, if you open them.
 *
 * It belongs to the scope that it is registered in and to those below, as a plugin of `fastify-plugin` does. When the
 * broker cannot be reached, `ready` and `listen` reject.
 *
 * @example
 * ```ts
 * await app.register(fastifyArq, {
 *   transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
 *   routes: { tasks: [sendEmail], authorize: (request) => isSignedIn(request) },
 * })
 * app.post('/sign-up', async (request) => app.arq.enqueueJob(sendEmail, [request.body.email, 'Welcome']))
 * ```
 */
export const fastifyArq: FastifyPluginCallback<FastifyArqOptions> = Object.assign(arqPlugin, {
  // What `fastify-plugin` sets: the decorator is seen where the plugin is registered, and the version is checked.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@arq/fastify',
  [Symbol.for('plugin-meta')]: { name: '@arq/fastify', fastify: '5.x' },
})
