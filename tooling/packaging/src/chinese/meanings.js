import { clientMeanings } from './client.js'
import { dashboardMeanings } from './dashboard.js'
import { resultRedisMeanings } from './result-redis.js'
import { transportAmqpMeanings } from './transport-amqp.js'
import { workerMeanings } from './worker.js'

/**
 * What settings are for, in Chinese, by package and key. Most of the worker's are the command line's, which tells them in
 * a terminal.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const CHINESE_MEANINGS = {
  '@arq/client': clientMeanings,
  '@arq/dashboard': dashboardMeanings,
  '@arq/result-redis': resultRedisMeanings,
  '@arq/transport-amqp': transportAmqpMeanings,
  '@arq/worker': workerMeanings,
}
