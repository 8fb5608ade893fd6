import assert from 'node:assert/strict'
import { test } from 'node:test'

import { chosenRabbitVersion } from '../src/rabbit-version.js'

test('without a wish it is the installed RabbitMQ', () => {
  assert.equal(chosenRabbitVersion({}), undefined)
  assert.equal(chosenRabbitVersion({ ARQ_TEST_RABBITMQ_VERSION: '' }), undefined)
})

test('takes a version that there is, and refuses others with those there are', () => {
  assert.equal(chosenRabbitVersion({ ARQ_TEST_RABBITMQ_VERSION: '4.0.5' }), '4.0.5')
  assert.throws(
    () => chosenRabbitVersion({ ARQ_TEST_RABBITMQ_VERSION: '4.1' }),
    /^Error: ARQ_TEST_RABBITMQ_VERSION is 4\.1: there is 4\.0\.5, 4\.3\.6; without it, the installed one$/,
  )
})
