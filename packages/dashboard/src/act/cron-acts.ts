import type { ListedCronJob, PausedCrons } from '@arq/admin'

import type { CronPauseAnswer } from '../contract/cron.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

/** From now on all workers skip its ticks, or no longer. */
export async function setCronPaused(
  name: string,
  isPaused: boolean,
  desk: Desk,
): Promise<CronPauseAnswer> {
  const isKnown = desk.settings.cronJobs.some((one) => one.name === name)
  if (!isKnown) throw new Refusal('not_found', texts.noCron({ name }))
  const client = await desk.client()
  const hasChanged = await (isPaused ? client.pauseCron(name) : client.resumeCron(name))
  return { name, isPaused, hasChanged }
}

/** `undefined`: it cannot be told. When they come is shown all the same. */
export async function pausedOf(
  jobs: readonly Pick<ListedCronJob, 'name'>[],
  desk: Desk,
): Promise<PausedCrons> {
  if (!desk.settings.resultStore) return undefined
  const names = jobs.map(({ name }) => name)
  try {
    return await (await desk.client()).pausedCrons(names)
  } catch {
    return undefined
  }
}
