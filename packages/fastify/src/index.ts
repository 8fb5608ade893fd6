// What a Fastify application imports from here.

export { fastifyArq } from './fastify-arq.js'
export { type FastifyArqOptions } from './fastify-arq-options.js'
export type { Authorize, JobAction } from './routes/authorize.js'
export { type JobRoutesOptions, jobRoutesSchema } from './routes/job-routes-options.js'
export { type SignalPageOptions, signalPageSchema } from './signals/signal-page-options.js'
export {
  type JobView,
  type SignalLink,
  SignalLinks,
  signalLinksSchema,
  type SignalLinksSettings,
} from '@arq/client/web'
