import type { ClientSettings } from '@arq/client'
import { ConfigurationError } from '@arq/core'
import { Worker, workerSettingsSchema } from '@arq/worker'

import type { ResolvedOptions } from '../arq-module-options.js'
import { nestLogger } from '../nest-logger.js'
import type { ClientWork } from '../processors/found-task.js'
import { texts } from '../texts.js'
import { clientLabel } from '../tokens.js'

/**
 * The worker of a module's tasks; `undefined`: this process has none.
 * @throws ConfigurationError when its settings are wrong, or when there is nothing that it could run
 */
export function newWorker(options: ResolvedOptions, work: ClientWork): Worker | undefined {
  const { name, worker, language } = options
  if (worker === false) return undefined
  const functions = [...work.tasks, ...(worker?.functions ?? [])]
  const cronJobs = [...work.cronJobs, ...(worker?.cronJobs ?? [])]
  if (functions.length === 0) {
    if (!worker) return undefined
    throw new ConfigurationError(clientLabel(name), [
      { path: 'worker', text: texts.nothingToRun() },
    ])
  }
  if (options.client) {
    const processors = functions.map((task) => task.name).join(', ')
    const text = texts.noTransportForWorker({ processors })
    throw new ConfigurationError(clientLabel(name), [{ path: 'client', text }])
  }
  const logger = nestLogger({ language })
  const { settings } = options
  const { transport, resultStore } = settings
  const own = { ...worker, transport, resultStore, functions, cronJobs }
  return new Worker({ logger, ...sharedWith(settings, worker), ...own })
}

/** What a client's settings say to a worker, too. */
function sharedWith(settings: object, worker: object | undefined): Shared {
  const isOfWorker = (key: string): boolean => Object.hasOwn(workerSettingsSchema.entries, key)
  const namesQueues = worker !== undefined && Object.hasOwn(worker, 'queues')
  const entries = Object.entries(settings).filter(
    ([key]) => isOfWorker(key) && !(namesQueues && key === 'queueName'),
  )
  return Object.fromEntries(entries)
}

type Shared = Partial<Omit<ClientSettings, 'transport' | 'resultStore' | 'keptReplies'>>
