import { describe, expect, it } from '@jest/globals'

import { parseServerAddress } from '../../src/remoting/server-address.js'

describe('parseServerAddress', () => {
  it.each([
    ['mq.example.com:9876', 'mq.example.com', 9876],
    ['10.0.0.1:65535', '10.0.0.1', 65_535],
    ['[fe80::1]:10911', 'fe80::1', 10_911],
    ['fe80::1:10911', 'fe80::1', 10_911],
    ['rocketmq_broker-a:1', 'rocketmq_broker-a', 1],
  ])('reads %s', (text, host, port) => {
    expect(parseServerAddress(text)).toEqual({ host, port })
  })

  it.each(['', 'host', 'host:', ':1', 'host:0', 'host:65536', 'a b:1', 'x::y:1', 'http://h:1'])(
    'does not take "%s" for one',
    (text) => {
      expect(parseServerAddress(text)).toBeUndefined()
    },
  )
})
