import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { CrashGround } from '../ledger/crash-ground.js'
import { sendOn } from '../ledger/send-on.js'

const WITHIN_MS = 300_000

/** Everything here is ended by SIGKILL while it works; more of it in `test/cluster`. */
describe('nothing that was stored is lost', () => {
  let ground: CrashGround
  beforeAll(async () => {
    ground = await CrashGround.start()
  }, WITHIN_MS)
  afterEach(() => ground.endAll())
  afterAll(() => ground.dispose())

  it(
    'when the broker, the name server and a consumer are killed, one after the other and together',
    async () => {
      const { topic, ledger, join, producer } = await ground.setup()
      const sending = sendOn(producer, { topic, ledger })
      const first = await join('first')
      await join('second')
      await ledger.more(200)
      const [broker] = ground.server.brokers
      const [nameServer] = ground.server.nameServers
      await broker.kill()
      await broker.restart()
      await ledger.more(200)
      await nameServer.kill()
      await ledger.more(200)
      await nameServer.restart()
      await Promise.all([broker.kill(), nameServer.kill(), first.kill()])
      await nameServer.restart()
      await broker.restart()
      await join('third')
      await ledger.more(200)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      expect(ledger.unexplainedCopies()).toEqual([])
      // At least once, and not everything again.
      expect(ledger.duplicates).toBeLessThan(ledger.storedCount)
    },
    WITHIN_MS,
  )
})
