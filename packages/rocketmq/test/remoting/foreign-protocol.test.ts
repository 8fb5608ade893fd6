import { describe, expect, it } from '@jest/globals'

import { detectForeignProtocol } from '../../src/remoting/foreign-protocol.js'
import { answerFrame } from '../scripted-server.js'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('detectForeignProtocol', () => {
  it.each([
    ['an HTTP/1 answer', Buffer.from('HTTP/1.1 400 Bad Request'), 'HTTP'],
    ['HTTP/2 settings, as gRPC servers send first', hex('00001204000000000000'), 'gRPC (HTTP/2)'],
    ['an HTTP/2 good-bye', hex('00000807000000000000'), 'gRPC (HTTP/2)'],
    ['a TLS alert', hex('15030300020228'), 'TLS'],
    ['a TLS handshake', hex('160303004a020000'), 'TLS'],
    ['RabbitMQ’s answer to a wrong header', hex('414d515000000901'), 'AMQP'],
    ['an SSH banner', Buffer.from('SSH-2.0-OpenSSH_9.2'), 'SSH'],
    ['Redis', Buffer.from('-ERR unknown command'), 'Redis'],
  ])('knows %s', (_what, bytes, name) => {
    expect(detectForeignProtocol(bytes)).toEqual({ name })
  })

  it('does not guess about anything else', () => {
    expect(detectForeignProtocol(Buffer.alloc(0))).toBeUndefined()
    expect(detectForeignProtocol(hex('00'))).toBeUndefined()
    expect(detectForeignProtocol(answerFrame(1))).toBeUndefined()
  })
})
