import { encryption, task } from '@arq/core'

import { sequenceOf, TASK_NAME } from '../measure/job.js'

/** So many keys, each with so many places, that no job ever waits for one. */
const KEYS = 1000
const PLACES = 1000

/** As long as one of AES-256 has to be. */
const KEY_BYTES = Buffer.alloc(32, 'bench')

/** @param {string} argument */
const tenantOf = (argument) => `tenant-${sequenceOf(argument) % KEYS}`
const places = { key: (/** @type {string} */ tenant) => tenant, limit: PLACES }

/** What uses each feature, and never gets a job. */
const others = [
  task({
    ...{ name: 'with_key', concurrency: places },
    run: (_context, /** @type {string} */ tenant) => tenant,
  }),
  task('with_steps', async (context) => {
    await context.step('first', () => 1)
    await context.waitFor('approval', { timeout: '1d' })
  }),
  task({
    ...{ name: 'with_streams', streams: true },
    run: (context) => context.stream('tokens').write(1),
  }),
]

/**
 * The settings of a worker whose jobs use one feature; of `beside` only its other tasks use any.
 * @param {import('../contract.d.ts').Feature} feature
 * @param {(context: import('@arq/core').JobContext, argument: string) => Promise<number>} run
 */
export function featureSettings(feature, run) {
  const plain = task(TASK_NAME, run)
  switch (feature) {
    case 'beside':
      return { functions: [plain, ...others] }
    case 'step':
      return {
        functions: [
          task(TASK_NAME, (context, /** @type {string} */ argument) =>
            context.step('only', () => run(context, argument)),
          ),
        ],
      }
    case 'key':
      return {
        functions: [task({ name: TASK_NAME, run, concurrency: { ...places, key: tenantOf } })],
      }
    case 'encrypted':
      return {
        functions: [plain],
        encryption: encryption({ keys: { bench: KEY_BYTES }, use: 'bench' }),
      }
  }
}
