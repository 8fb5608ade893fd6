import { describe, expect, it } from '@jest/globals'

import { localizedMessage } from '../../src/errors/errors.js'
import { BrokerError } from '../../src/errors/server-errors.js'
import { REQUEST_CODE } from '../../src/protocol/request-code.js'
import { isRetriableSend, RESPONSE_CODE } from '../../src/protocol/response-code.js'
import { expectSuccess, responseError } from '../../src/protocol/response-error.js'
import { mayBeStored } from '../../src/send/send-retry.js'
import { ABOUT, answer } from './answers.js'

describe('an answer that is no success', () => {
  it('becomes an error that says who, what, why and what to do', () => {
    const error = responseError(
      REQUEST_CODE.SEND_MESSAGE_V2,
      { code: 16, remark: 'the broker sending message is forbidden' },
      { ...ABOUT, group: 'shop' },
    )
    expect(error.message).toBe(
      '10.0.0.1:10911 answered SEND_MESSAGE_V2 (topic orders) (group shop) with 16 (NO_PERMISSION): ' +
        'the broker sending message is forbidden. ' +
        'Check accessKey and secretKey, the user’s rules, and the topic’s perm.',
    )
    expect(error).toMatchObject({
      name: 'BrokerError',
      code: 'ROCKETMQ_NO_PERMISSION',
      responseCode: 16,
      address: '10.0.0.1:10911',
      isRetriable: false,
    })
    expect(localizedMessage(error, 'zh-CN')).toContain('（NO_PERMISSION）')
  })

  it.each([
    [RESPONSE_CODE.SYSTEM_BUSY, 'ROCKETMQ_BROKER_BUSY', true],
    [RESPONSE_CODE.TOPIC_NOT_EXIST, 'ROCKETMQ_TOPIC_NOT_FOUND', true],
    [RESPONSE_CODE.MESSAGE_ILLEGAL, 'ROCKETMQ_MESSAGE_REFUSED', false],
    [RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED, 'ROCKETMQ_REQUEST_UNSUPPORTED', false],
    [RESPONSE_CODE.SUBSCRIPTION_NOT_LATEST, 'ROCKETMQ_SUBSCRIPTION_UNKNOWN', true],
    [31337, 'ROCKETMQ_BROKER_ERROR', true],
  ])('%i is %s', (code, expected, isRetriable) => {
    const error = responseError(REQUEST_CODE.HEART_BEAT, answer({ code }), ABOUT)
    expect([error.code, error.isRetriable]).toEqual([expected, isRetriable])
  })

  it('of RocketMQ 4, whose access control refuses with the code of any failure, says so too', () => {
    const remark =
      'org.apache.rocketmq.acl.common.AclException: Check signature failed for accessKey=shop'
    const error = responseError(REQUEST_CODE.SEND_MESSAGE_V2, answer({ code: 1, remark }), ABOUT)
    expect(error).toMatchObject({ code: 'ROCKETMQ_NO_PERMISSION', isRetriable: false })
    expect(mayBeStored(error)).toBe(false)
    expect(mayBeStored(responseError(310, answer({ code: 1 }), ABOUT))).toBe(true)
  })

  it('is thrown by whoever expects success, which a remark does not make a failure', () => {
    const created = answer({ remark: 'not set any response code' })
    expect(() => expectSuccess(17, created, ABOUT)).not.toThrow()
    expect(() => expectSuccess(17, answer({ code: 1 }), ABOUT)).toThrow(BrokerError)
  })

  it('to a send is worth another attempt for these codes and no others', () => {
    const retried = Object.values(RESPONSE_CODE).filter(isRetriableSend)
    expect(retried).toEqual([1, 2, 14, 16, 17, 204, 205, 1500])
  })
})
