import { createRabbit, type PrivateRabbitServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { FLEETS, restartUnderLoad } from '../integration/rolling-restarts.js'

let rabbit: PrivateRabbitServer
beforeAll(async () => {
  rabbit = await createRabbit()
  await rabbit.start()
}, 180_000)
afterAll(() => rabbit.dispose())

describe('twenty rolling restarts of all workers', () => {
  it.each(FLEETS)(
    'park nothing and lose nothing of 10,000 jobs: %p',
    async (fleet) => {
      const { handedBack } = await restartUnderLoad({
        ...fleet,
        ...{ jobs: 10_000, rounds: 20, rabbitUrl: rabbit.url },
      })
      // There was always something to hand back: it was under load.
      expect(handedBack).toBeGreaterThan(20)
    },
    900_000,
  )
})
