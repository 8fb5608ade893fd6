import { describe, expect, it } from '@jest/globals'
import { ErrorReply } from 'redis'

import { toStoreError } from '../src/redis-errors.js'

const codeOf = (reply: string) => toStoreError(new ErrorReply(reply), 'redis://here').code

describe('an error that Redis answers with', () => {
  it.each([
    'LOADING Redis is loading the dataset in memory',
    'MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to ‘no’.',
    'READONLY You can’t write against a read only replica.',
    'OOM command not allowed when used memory > ‘maxmemory’.',
    'MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
    'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
    'CLUSTERDOWN The cluster is down',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'NOREPLICAS Not enough good replicas to write.',
    'ERR max number of clients reached',
    'ERR Error running script (call to f_c0ffee): @user_script:120: -READONLY You can’t write against a read only replica.',
    'ERR Error running script (call to f_c0ffee): @user_script:120: @user_script: 120: -OOM command not allowed',
    'OOM command not allowed when used memory > ‘maxmemory’. script: c0ffee, on @user_script:247.',
  ])('passes: %s', (reply) => {
    const error = toStoreError(new ErrorReply(reply), 'redis://here')
    expect(error).toMatchObject({ code: 'ARQ_STORE_UNAVAILABLE', retryable: true })
    expect(error.message).toContain(reply.replace(/\.$/, ''))
  })

  it.each([
    ['ARQ_STORE_FAILED', 'NOPERM this user has no permissions to run the ‘evalsha’ command'],
    ['ARQ_STORE_FAILED', 'NOPERM No permissions to access a key'],
    ['ARQ_STORE_FAILED', 'ERR value is not an integer or out of range'],
    ['ARQ_STORE_FAILED', 'ERR unknown command ‘EVALSHA’'],
    [
      'ARQ_STORE_FAILED',
      'ERR Error running script (call to f_1): @user_script:3: OOM is a word here',
    ],
    ['ARQ_STORE_DATA', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
  ])('does not pass: %s: %s', (code, reply) => {
    expect(codeOf(reply)).toBe(code)
    expect(toStoreError(new ErrorReply(reply), 'redis://here').retryable).toBe(false)
  })
})
