import { expect, it } from '@jest/globals'

import { readReplyAddress, writeReplyAddress } from '../src/control/reply-address.js'

it('reads the address it wrote, whatever the names have in them', () => {
  const place = { cluster: 'C/1', brokerName: 'b a', clientId: '10.0.0.1@7#a/ü', box: 'x' }
  const address = writeReplyAddress(place)
  expect(readReplyAddress(address)).toEqual(place)
  expect(address.length).toBeLessThan(255)
})

it.each([
  '',
  'jobs',
  'rocketmq-reply:',
  'rocketmq-reply:a/b/c',
  'rocketmq-reply:a/b/c/d/e',
  'rocketmq-reply:a/b//d',
  'rocketmq-reply:%/b/c/d',
])('finds nobody at %j', (address) => {
  expect(readReplyAddress(address)).toBeUndefined()
})
