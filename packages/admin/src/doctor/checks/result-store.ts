import { defineTexts, isArqError } from '@arq/core'

import type { Check } from '../check.js'

const texts = defineTexts({
  answers: {
    en: 'The result store answers within {ms} ms.',
    'zh-CN': '结果存储在 {ms} 毫秒内响应。',
  },
  answersWithoutEntries: {
    en: 'The result store answers within {ms} ms. It keeps no entries: flows, steps, signals, limits and jobs by key need Redis, PostgreSQL, MySQL or SQLite, for clients and all workers of a queue.',
    'zh-CN':
      '结果存储在 {ms} 毫秒内响应。它不保存条目（entries）：任务流、步骤、信号、按键限制和按键唯一的任务需要 Redis、PostgreSQL、MySQL 或 SQLite，且 client 与同一队列的所有 worker 都要使用。',
  },
  said: { en: 'The result store does not answer: {reason}', 'zh-CN': '结果存储没有响应：{reason}' },
  matters: {
    en: 'Without it the state and the results of jobs are not kept, and clients that wait for a result wait in vain.',
    'zh-CN': '没有它，任务的状态和结果不会保存，等待结果的客户端将一直等不到。',
  },
  start: {
    en: 'Start it, or give its address and password: --result-store-url, ARQ_RESULT_STORE_URL, or the url of resultStore in the settings module.',
    'zh-CN':
      '启动它，或给出其地址和密码：--result-store-url、ARQ_RESULT_STORE_URL，或设置模块中 resultStore 的 url。',
  },
})

/** Is the result store there? */
export const resultStoreCheck: Check = {
  judge({ store }) {
    if (!store) return []
    if (store.isOpen && store.health.isHealthy) {
      const ms = Math.ceil(store.health.latencyMs ?? 0)
      const seen =
        store.keepsEntries === false ? texts.answersWithoutEntries({ ms }) : texts.answers({ ms })
      return [{ code: 'result-store-reachable', state: 'ok', seen }]
    }
    const seen =
      !store.isOpen && isArqError(store.error)
        ? store.error.text
        : texts.said({ reason: store.isOpen ? store.health.error : store.error.message })
    return [
      {
        code: 'result-store-unreachable',
        state: 'problem',
        seen,
        why: texts.matters(),
        todo: texts.start(),
      },
    ]
  },
}
