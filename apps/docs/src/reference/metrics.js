import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { prometheusMetrics } from '@arq/telemetry'
import { markdownTable } from '@arq/tooling-packaging/markdown-table'

import { generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * What each metric counts or measures, in Chinese; its own words are English, as Prometheus shows them.
 * @type {Readonly<Record<string, string>>}
 */
const CHINESE = {
  arq_jobs_total: '已结束的执行，按结果：完成、最终失败、将重试、中止、退回队列',
  arq_job_errors_total: '使一次执行结束的错误，按错误类',
  arq_job_duration_seconds: '执行时长',
  arq_job_wait_seconds: '未被推迟的首次执行从入队到开始的时间',
  arq_job_lateness_seconds: '延迟任务或重试从到期到开始的时间',
  arq_jobs_stuck_total: '收到信号 5 秒后仍在运行的任务',
  arq_job_duplicates_total:
    '重复的执行或投递：该次尝试已在别处开始（run），或任务已结束（delivery）',
  arq_messages_parked_total: '不是任务的消息',
  arq_jobs_undeliverable_total: '到期时队列已不存在的延迟任务',
  arq_jobs_enqueued_total: '消息服务器已确认的任务',
  arq_enqueue_failures_total: '失败的入队调用，按消息服务器是否可能已收到任务',
  arq_enqueue_duration_seconds: '从调用到消息服务器确认的时间',
  arq_jobs_in_progress: '正在运行的任务',
  arq_jobs_held: '已在 worker 手中、尚未开始的任务',
  arq_worker_slots: '可同时运行的任务数',
  arq_workers: '本进程的 worker，按健康状态',
  arq_worker_event_loop_lag_seconds: '最近 20 秒内事件循环的最长延迟',
  arq_broker_connections: '连接正常的 worker',
  arq_broker_connection_losses_total: '断开的连接',
  arq_broker_blocked: '其消息服务器不接收消息的 worker',
  arq_broker_blocked_seconds_total: '消息服务器不接收消息的时长',
  arq_result_store_outages_total: '结果存储的故障次数',
  arq_queue_messages: '队列中的消息，按状态：就绪、未确认',
  arq_queue_consumers: '队列的消费者',
}

const WORDS = {
  en: {
    title: 'Metrics',
    heads: ['metric', 'type', 'labels', 'what'],
    intro: 'What `@arq/telemetry` counts and measures. Times are in seconds.',
  },
  'zh-CN': {
    title: '指标',
    heads: ['指标', '类型', '标签', '含义'],
    intro: '`@arq/telemetry` 统计和测量的内容。时间以秒为单位。',
  },
}

/**
 * @typedef {{ name: string, help: string, type: string, labelNames?: readonly string[] }} Metric
 */

/**
 * The page of all metrics.
 * @returns {Promise<import('./page.js').Page[]>}
 */
export async function metricsPages() {
  const metrics = await metricsThatExist()
  return LANGUAGES.map((language) => {
    const words = WORDS[language]
    const rows = metrics.map(({ name, type, labelNames = [], help }) => {
      const chinese = CHINESE[name]
      if (chinese === undefined) throw new Error(`${name} has no words in Chinese: metrics.js`)
      const labels = labelNames.map((label) => `\`${label}\``).join(', ')
      return [`\`${name}\``, type, labels === '' ? '–' : labels, language === 'en' ? help : chinese]
    })
    const text = `# ${words.title}\n\n${words.intro}\n\n${markdownTable(words.heads, rows)}\n\n${generatedFrom(language, '`@arq/telemetry`')}`
    return { path: referencePath(language, 'metrics'), text }
  })
}

/** @returns {Promise<Metric[]>} */
async function metricsThatExist() {
  const transport = new MemoryTransport({ broker: new MemoryBroker() })
  const metrics = await prometheusMetrics({ transport, defaultMetrics: false })
  try {
    const registry = /** @type {import('prom-client').Registry} */ (metrics.registry)
    const described = await registry.getMetricsAsJSON()
    return described.map(({ name, help, type }) => {
      const { labelNames } = /** @type {any} */ (registry.getSingleMetric(name))
      return { name, help, type: String(type), labelNames }
    })
  } finally {
    metrics.close()
  }
}
