import { describe, expect, it } from '@jest/globals'

import { resolveConsumerSettings } from '../../src/consumer/consumer-settings.js'
import { CONSUMER_PRESETS, consumerSettings, createConsumer } from '../../src/index.js'

describe('the presets of consumers', () => {
  it('are all settings that a consumer takes', () => {
    for (const settings of Object.values(CONSUMER_PRESETS)) {
      const group = 'G'
      const resolved = resolveConsumerSettings({ nameServers: 'a:1', group, ...settings }, false)
      expect(resolved).toMatchObject(settings)
    }
  })

  it('come after the environment, and that after what is set', () => {
    const environment = {
      ROCKETMQ_CONSUMER_CONCURRENCY: '7',
      ROCKETMQ_PULL_BATCH_SIZE: '8',
      ROCKETMQ_NAMESRV_ADDR: 'a:1',
    }
    const settings = { group: 'G', pullBatchSize: 9, connection: { requestTimeoutMs: 1 } }
    const together = consumerSettings({ preset: 'low-memory', environment, settings })
    expect(together).toMatchObject({
      ...{ concurrency: 7, pullBatchSize: 9, pullThresholdMessages: 64, group: 'G' },
    })
    expect(createConsumer(together).isRunning).toBe(false)
  })
})
