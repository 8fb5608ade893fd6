// What a Nest application imports from here.

export { type ApplicationUnderTest, applicationUnderTest } from './application-under-test.js'
export {
  ArqHealthIndicator,
  type ArqHealthOptions,
  type ArqHealthResult,
} from './arq-health-indicator.js'
export { ArqModule } from './arq-module.js'
export {
  type ArqModuleAsyncOptions,
  type ArqModuleOptions,
  type ArqOptions,
  type ArqWorkerSettings,
} from './arq-module-options.js'
export { ArqWorkers } from './arq-workers.js'
export { Cron } from './decorators/cron.js'
export { InjectClient } from './decorators/inject-client.js'
export { Processor, type ProcessorOptions } from './decorators/processor.js'
export { Task, type TaskOptions } from './decorators/task.js'
export { nestLogger, type NestLoggerOptions } from './nest-logger.js'
export { getClientToken } from './tokens.js'
export { jobEvents, type JobEventsOptions, streamEvents } from './web/job-events.js'
export { signalController, type SignalControllerOptions } from './web/signal-controller.js'
export { type SignalLink, SignalLinks, type SignalLinksSettings } from '@arq/client/web'
/** The client that is injected, under a name of its own: Nest takes its class as a token, too. */
export { Client as ArqClient } from '@arq/client'
