import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { CrashGround, expectTwiceOnlyWhatWasSentAgain } from '../ledger/crash-ground.js'
import { sendOn, sendSteps } from '../ledger/send-on.js'

const WITHIN_MS = 300_000

/** Everything here is ended by SIGKILL while it works. */
describe('nothing that was stored is lost', () => {
  let ground: CrashGround
  beforeAll(async () => {
    ground = await CrashGround.start()
  }, WITHIN_MS)
  afterEach(() => ground.endAll())
  afterAll(() => ground.dispose())

  it(
    'when consumers are killed: only what these had consumed comes again',
    async () => {
      const { topic, ledger, join, producer } = await ground.setup()
      const sending = sendOn(producer, { topic, ledger })
      // It is killed with many messages in memory.
      await ledger.until(() => ledger.storedCount >= 4000)
      const first = await join('first')
      await ledger.more(1000)
      await first.kill()
      // Nobody is there for a while.
      const second = await join('second')
      await ledger.more(200)
      await join('third')
      await ledger.until(() => ledger.bodies('third').length > 100)
      await second.kill()
      await ledger.more(200)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      // Who lives repeats nothing of its own, and nothing comes again that nobody who was killed had consumed.
      expectTwiceOnlyWhatWasSentAgain(ledger, 'third')
      const ofKilled = new Set([...ledger.bodies('first'), ...ledger.bodies('second')])
      expect(ledger.duplicates).toBeLessThanOrEqual(ofKilled.size)
    },
    WITHIN_MS,
  )

  it(
    'and what is there twice was sent again under its id, because a broker took it and did not answer',
    async () => {
      const { topic, ledger, join, producer } = await ground.setup({}, { attemptTimeoutMs: 200 })
      await join('first')
      // Sent while the broker hears nothing; it reads all of them once it goes on.
      const [broker] = ground.server.brokers
      broker.pause()
      const bodies = Array.from({ length: 20 }, (_, index) => `frozen-${index}`)
      const sends = bodies.map((body) => producer.send({ topic, body }))
      await ledger.sentAgain(20)
      broker.resume()
      await Promise.all(sends)
      for (const body of bodies) ledger.store(body)
      await ledger.complete()
      await ledger.until(() => ledger.storedTwice().length > 0)
      expectTwiceOnlyWhatWasSentAgain(ledger, 'first')
    },
    WITHIN_MS,
  )

  it(
    'and the order of each key holds when an orderly consumer and the broker are killed, and others join',
    async () => {
      const { topic, ledger, join, producer } = await ground.setup({ mode: 'orderly' })
      const sending = sendSteps(producer, { topic, ledger, keys: KEYS })
      const first = await join('first')
      await join('second')
      await ledger.until(() => ledger.bodies('second').length > 100)
      await first.kill()
      await ledger.more(100)
      await join('third')
      await ledger.until(() => ledger.bodies('third').length > 100)
      const [broker] = ground.server.brokers
      await broker.kill()
      await broker.restart()
      await ledger.more(300)
      await sending.stop()
      await ledger.complete()
      expect(ledger.missing()).toEqual([])
      for (const key of KEYS) expect(skipped(key, ledger.bodies())).toEqual([])
    },
    WITHIN_MS,
  )
})

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** The steps of a key before which another one should have come. Steps that come again may go back, and then on from there. */
function skipped(key: string, bodies: readonly string[]): readonly string[] {
  let next = 0
  return bodies
    .filter((body) => body.startsWith(`${key}/`))
    .filter((body) => {
      const step = Number(body.slice(key.length + 1))
      if (step > next) return true
      if (step === next) next += 1
      return false
    })
}
