import type { ListedCronJob, PausedCrons } from '@arq/admin'
import { localizedMessage, renderText } from '@arq/core'
import { pausedCrons, redactText } from '@arq/core/internal'

import type { Program } from '../program.js'
import type { Servers } from '../servers.js'
import { cronTexts } from './texts.js'

/** Which cron jobs are paused; `undefined` without a store, and where it does not answer, which is said. */
export async function askPaused(
  servers: Servers,
  jobs: readonly Pick<ListedCronJob, 'name'>[],
  { errors, language }: Program,
): Promise<PausedCrons> {
  const store = jobs.length === 0 ? undefined : await servers.openResultStore()
  if (!store) return undefined
  try {
    await store.connect()
    return await pausedCrons(
      store,
      jobs.map(({ name }) => name),
    )
  } catch (error) {
    const reason = redactText(localizedMessage(error, language))
    errors.write(`${renderText(cronTexts.pauseUnknown({ reason }), language)}\n`)
    return undefined
  } finally {
    await store.close()
  }
}
