import assert from 'node:assert/strict'
import { test } from 'node:test'

import { rabbitFaults } from '../src/rabbit-faults.js'

/** @param {string} text */
const logged = (text) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trimStart())
    .join('\n')

test('a crash is told by its reason, without the state of the process', () => {
  const log = logged(`
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> ** Generic server <0.7.0> terminating
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> ** When Server state == {ch,{conf,running}}
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> ** Reason for termination ==
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> ** {{badmatch,{error,noproc}},
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0>     [{rabbit_quorum_queue,consume,3}]}
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0>
    2026-01-02 03:04:05.000002+00:00 [error] <0.7.0>   crasher:
    2026-01-02 03:04:05.000002+00:00 [error] <0.7.0>     initial call: rabbit_channel:init/1
    2026-01-02 03:04:05.000003+00:00 [error] <0.6.0>     supervisor: {<0.6.0>,rabbit_channel_sup}
    2026-01-02 03:04:05.000004+00:00 [info] <0.1.0> closing AMQP connection`)
  assert.deepEqual(rabbitFaults(log), [
    '2026-01-02 03:04:05.000001+00:00 ** Generic server <0.7.0> terminating',
    '  ** Reason for termination ==',
    '  ** {{badmatch,{error,noproc}},',
    '      [{rabbit_quorum_queue,consume,3}]}',
  ])
})

test('what the broker answers to a client is no fault of its own', () => {
  const log = logged(`
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> Channel error on connection <0.5.0> (127.0.0.1:1 -> 127.0.0.1:2), channel 2:
    2026-01-02 03:04:05.000001+00:00 [error] <0.7.0> operation queue.declare caused a channel exception not_found: no queue 'q' in vhost '/'
    2026-01-02 03:04:06.000001+00:00 [error] <0.8.0> Error on AMQP connection <0.8.0> (127.0.0.1:1 -> 127.0.0.1:2), channel 1:
    2026-01-02 03:04:06.000001+00:00 [error] <0.8.0>  operation exchange.declare caused a connection exception command_invalid`)
  assert.deepEqual(rabbitFaults(log), [])
})
