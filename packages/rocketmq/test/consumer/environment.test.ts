import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { consumerSchema } from '../../src/consumer/consumer-settings.js'
import { CONSUMER_ENVIRONMENT, readConsumerEnvironment } from '../../src/index.js'

describe('the environment of a consumer', () => {
  it('has every variable that a setting names, under that setting', () => {
    const named = Object.entries(consumerSchema.entries).flatMap(([setting, schema]) => {
      const env: unknown = Reflect.get(v.getMetadata(schema), 'env')
      return typeof env === 'string' ? [`${env} ${setting}`] : []
    })
    const read = CONSUMER_ENVIRONMENT.map(({ name, setting }) => `${name} ${setting}`)
    expect(read).toEqual(expect.arrayContaining(named))
  })

  it('is read and checked', () => {
    const environment = {
      ...{ ROCKETMQ_CONSUMER_GROUP: 'G', ROCKETMQ_CONSUMER_MODE: 'orderly' },
      ...{ ROCKETMQ_CONSUMER_CONCURRENCY: '7', ROCKETMQ_NAMESRV_ADDR: 'a:1' },
    }
    expect(readConsumerEnvironment(environment)).toEqual({
      ...{ group: 'G', mode: 'orderly', concurrency: 7, nameServers: 'a:1' },
    })
    expect(() => readConsumerEnvironment({ ROCKETMQ_SUSPEND_MS: '1' })).toThrow(
      /ROCKETMQ_SUSPEND_MS: must be at least 10/,
    )
  })
})
