import assert from 'node:assert/strict'
import { test } from 'node:test'

import { kindOf, kinds, usualKinds } from '../src/kinds.js'

test('gives RocketMQ and PostgreSQL only to those who name them', () => {
  assert.deepEqual(
    usualKinds.map(({ name }) => name),
    ['rabbitmq', 'redis'],
  )
  assert.equal(kindOf('rocketmq').title, 'RocketMQ')
  assert.equal(kindOf('postgresql').title, 'PostgreSQL')
})

test('names the services that there are when asked for another', () => {
  assert.throws(
    () => kindOf('kafka'),
    /unknown service kafka: there are rabbitmq, redis, rocketmq, postgresql, mariadb, s3, mongodb/,
  )
})

test('has a variable of its own for each service', () => {
  const variables = new Set(kinds.map(({ environment }) => environment.url))
  assert.equal(variables.size, kinds.length)
})
