import { look, none, replace, type Rule } from './finding.js'
import { pythonTexts as say } from './python-texts.js'

type Rules = readonly (readonly [pattern: RegExp, rule: Rule])[]

/** A call: `name(`. */
const call = (name: string): RegExp => new RegExp(`\\b${name}\\s*\\(`, 'g')
/** An argument by name, or an attribute of a settings class: `name =`, with or without a type. */
const set = (...names: string[]): RegExp =>
  new RegExp(`(?<![\\w.])(?:${names.join('|')})\\s*(?::[^=\\n]+)?=(?!=)`, 'g')

const COMMON: Rules = [
  [/\basync[ \t]+def[ \t]+\w+\s*\(\s*ctx\b/g, replace(say.task())],
  [call('enqueue_job'), replace(say.enqueue())],
  [/\bclass[ \t]+WorkerSettings\b/g, replace(say.settings())],
  [call('Retry'), replace(say.retry())],
  [set('functions'), replace(say.functions())],
  [
    set('on_startup', 'on_shutdown', 'on_job_start', 'on_job_end', 'after_job_end'),
    replace(say.hooks()),
  ],
  [set('job_timeout'), replace(say.jobTimeout())],
  [set('queue_name'), replace(say.queueName())],
  [set('health_check_interval'), replace(say.healthCheck())],
  [set('_defer_by', '_defer_until'), replace(say.defer())],
  [set('_job_id'), replace(say.jobId())],
  [set('_queue_name'), replace(say.queueOption())],
  [set('_expires'), look(say.expires())],
  [set('_job_try'), replace(say.jobTry())],
]

export const PYTHON_ARQ: Rules = [
  ...COMMON,
  [call('create_pool'), replace(say.client())],
  [call('RedisSettings'), replace(say.redis())],
  [set('redis_settings'), replace(say.redis())],
  [set('cron_jobs'), replace(say.cron())],
  [call('cron'), replace(say.cron())],
  [call('func'), replace(say.func())],
  [set('max_jobs'), replace(say.maxJobs())],
  [set('max_tries'), look(say.maxTries())],
  [set('keep_result', 'keep_result_forever'), replace(say.keepResult())],
  [set('burst', 'max_burst_jobs'), replace(say.burst())],
  [set('allow_abort_jobs'), replace(say.abort())],
  [set('poll_delay', 'queue_read_limit', 'health_check_key'), replace(say.leaveOut())],
  [set('job_serializer', 'job_deserializer'), look(say.serializer())],
  [set('retry_jobs'), look(say.retryJobs())],
  [set('job_completion_wait'), replace(say.completionWait())],
  [/\bctx\s*\[/g, look(say.context())],
  [call('run_worker'), replace(say.runWorker())],
  [call('all_job_results'), none(say.allResults())],
  [call('queued_jobs'), look(say.queuedJobs())],
]

export const RABBITMQ_ARQ: Rules = [
  ...COMMON,
  [call('RabbitMQSettings'), replace(say.rabbitmq())],
  [set('rabbitmq_settings'), replace(say.rabbitmq())],
  [set('rabbitmq_url'), replace(say.rabbitmq())],
  [set('max_retries'), replace(say.maxRetries())],
  [set('retry_backoff'), replace(say.retryBackoff())],
  [set('max_concurrent_jobs', 'max_workers'), replace(say.maxConcurrent())],
  [set('prefetch_count'), replace(say.prefetch())],
  [set('dlq_name'), replace(say.dlq())],
  [
    set('burst_mode', 'burst_timeout', 'burst_check_interval', 'burst_wait_for_tasks'),
    replace(say.burst()),
  ],
  [
    set('job_result_store_url', 'enable_job_result_storage', 'job_result_ttl'),
    look(say.resultStore()),
  ],
  [set('delay_mechanism', 'enable_delayed_jobs'), look(say.delayMechanism())],
]
