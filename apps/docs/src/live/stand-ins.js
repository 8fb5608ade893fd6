import { join } from 'node:path'

import { docsDir } from '../places.js'

/** What programs import that speaks to servers, or is Node's, and what stands in for it in a page. */
const STAND_INS = /** @type {const} */ ({
  '@arq/transport-amqp': 'transport-amqp.ts',
  '@arq/transport-rocketmq': 'transport-rocketmq.ts',
  '@arq/result-redis': 'result-redis.ts',
  'node:timers/promises': 'timers-promises.ts',
})

const folder = join(docsDir, 'live', 'src', 'stand-ins')

/** Where programs find Node's globals. */
export const GLOBALS = join(folder, 'globals.ts')

/**
 * Programs get stand-ins in place of what a page cannot have.
 * @type {import('esbuild').Plugin}
 */
export const standIns = {
  name: 'stand-ins',
  setup(build) {
    for (const [name, file] of Object.entries(STAND_INS)) {
      const filter = new RegExp(`^${name}$`)
      build.onResolve({ filter }, () => ({ path: join(folder, file) }))
    }
  },
}
