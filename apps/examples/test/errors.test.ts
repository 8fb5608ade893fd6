import { createTestArq } from '@arq/testing'
import { expect, it } from '@jest/globals'

import { answerOf, ship } from '../src/errors.js'

it('answers by the code of an error', async () => {
  await using arq = await createTestArq({ functions: [ship] })
  expect(await answerOf(arq.client, '1', 1)).toBe(202)
  expect(await answerOf(arq.client, '1', 1)).toBe(409)
  expect(await answerOf(arq.client, '2', 0)).toBe(400)
  arq.breakBroker()
  expect(await answerOf(arq.client, '3', 1)).toBe(503)
  arq.mendBroker()
  expect(await answerOf(arq.client, '3', 1)).toBe(202)
})
