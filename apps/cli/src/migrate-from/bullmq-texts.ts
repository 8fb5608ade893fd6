import { defineCodeTexts } from './code-texts.js'

/** What becomes of a project on BullMQ. */
export const bullmqTexts = defineCodeTexts({
  library: {
    en: '@arq/core for tasks, @arq/client to enqueue, @arq/worker to run; jobs travel over RabbitMQ (@arq/transport-amqp), Redis keeps results only (@arq/result-redis)',
    'zh-CN':
      '@arq/core 定义任务，@arq/client 入队，@arq/worker 运行；任务经 RabbitMQ 传递（@arq/transport-amqp），Redis 只保存结果（@arq/result-redis）',
  },
  queue: {
    en: 'createClient({ transport, resultStore, queueName }); one client serves all queues',
    'zh-CN': 'createClient({ transport, resultStore, queueName })；一个 client 可用于所有队列',
  },
  worker: {
    en: 'each job name its processor switches on becomes a task: task(name, async (ctx, data) => …). Then new Worker({ functions, queueName, transport, resultStore })',
    'zh-CN':
      '处理函数所区分的每个任务名都成为一个任务：task(name, async (ctx, data) => …)。然后 new Worker({ functions, queueName, transport, resultStore })',
  },
  queueEvents: {
    en: 'for one job: job.result(), job.updates(). For all: worker.on(…), in the worker’s process; arq has no stream of all events that other processes can read',
    'zh-CN':
      '单个任务：job.result()、job.updates()。全部：worker.on(…)，仅在 worker 进程内；arq 没有供其他进程读取的全部事件流',
  },
  flow: {
    en: 'enqueue the next job at the end of a task, ctx.client.enqueueJob(…, { jobId }), and count children yourself',
    'zh-CN': '在任务末尾用 ctx.client.enqueueJob(…, { jobId }) 入队下一个，并自行统计子任务',
  },
  scheduler: {
    en: 'leave it out: delayed jobs need no process of their own',
    'zh-CN': '删去：延迟任务不需要单独的进程',
  },
  unrecoverable: {
    en: 'throw any plain error: arq retries only what may go away by itself, unless retryOn says "all"',
    'zh-CN': '抛出普通错误即可：除非 retryOn 为 "all"，arq 只重试可能自行恢复的错误',
  },
  delayedError: {
    en: 'throw new Retry({ defer }); it spends a try',
    'zh-CN': 'throw new Retry({ defer })；会消耗一次尝试',
  },
  attempts: {
    en: 'maxRetries of the task or worker, which counts the runs after the first: attempts - 1. BullMQ retries every error, so set retryOn: "all" as well. There is no setting per job',
    'zh-CN':
      '任务或 worker 的 maxRetries，计首次之后的运行：attempts - 1。BullMQ 重试所有错误，故还需 retryOn: "all"。不能按单个任务设置',
  },
  backoff: {
    en: 'retryBackoff of the task or worker: seconds, not milliseconds; exponential, at most 1 h. A fixed wait: throw new Retry({ defer })',
    'zh-CN':
      '任务或 worker 的 retryBackoff：单位为秒而非毫秒；指数增长，最多 1 小时。固定等待：throw new Retry({ defer })',
  },
  delay: {
    en: 'deferBy: seconds, or a text with its unit such as "500ms"; BullMQ’s is milliseconds',
    'zh-CN': 'deferBy：秒，或带单位的文本如 "500ms"；BullMQ 的单位是毫秒',
  },
  repeat: {
    en: 'cronJobs: [cron(task, "0 9 * * *", { timeZone })] of every worker; changed by deployment, not at run time. "every" has no equal but a crontab',
    'zh-CN':
      '每个 worker 的 cronJobs: [cron(task, "0 9 * * *", { timeZone })]；随部署更改，而非运行时。"every" 只能用 crontab 表示',
  },
  priority: {
    en: 'priority, the other way round: higher is sooner, up to 255; needs a classic queue with maxPriority, or RabbitMQ 4',
    'zh-CN':
      'priority，方向相反：数值越大越先，最大 255；需要带 maxPriority 的 classic 队列或 RabbitMQ 4',
  },
  jobId: {
    en: 'jobId; a second enqueue gives null (BullMQ gives the first job back). Needs a result store',
    'zh-CN': 'jobId；再次入队返回 null（BullMQ 返回第一个任务）。需要结果存储',
  },
  removeOn: {
    en: 'keepResult of the task, or jobResultTtl of the worker: by age. arq keeps no number of jobs',
    'zh-CN': '任务的 keepResult 或 worker 的 jobResultTtl：按时间保留。arq 不按数量保留',
  },
  removeOnFail: {
    en: 'failed jobs are dead letters in <queue>.dlq until somebody decides (arq dlq list, redrive, purge); their records follow jobResultTtl',
    'zh-CN':
      '失败的任务作为死信保存在 <queue>.dlq 中，直到有人处理（arq dlq list、redrive、purge）；其记录按 jobResultTtl 保留',
  },
  lifo: { en: 'queues are first in, first out', 'zh-CN': '队列先进先出' },
  deduplication: {
    en: 'a jobId made of the same key; debounce and throttle have no equal',
    'zh-CN': '用同一键生成 jobId；debounce 与 throttle 没有对应',
  },
  limiter: {
    en: 'arq has no rate limit. maxConcurrentJobs of a queue limits how many run at once in a worker',
    'zh-CN': 'arq 没有速率限制。队列的 maxConcurrentJobs 限制一个 worker 同时运行的数量',
  },
  concurrency: { en: 'maxConcurrentJobs of the worker', 'zh-CN': 'worker 的 maxConcurrentJobs' },
  connection: {
    en: 'transport: new AmqpTransport({ url }), and for results resultStore: new RedisResultStore({ url })',
    'zh-CN':
      'transport: new AmqpTransport({ url })，结果用 resultStore: new RedisResultStore({ url })',
  },
  stalled: {
    en: 'leave it out: RabbitMQ gives the jobs of a dead worker to another one at once; maxDeliveries parks a job that kills its workers',
    'zh-CN':
      '删去：RabbitMQ 会立即把已死 worker 的任务交给其他 worker；maxDeliveries 隔离使 worker 崩溃的任务',
  },
  sandbox: {
    en: 'task({ file: new URL(…) }) and threads: threadPool() of @arq/threads',
    'zh-CN': 'task({ file: new URL(…) })，以及 @arq/threads 的 threads: threadPool()',
  },
  add: {
    en: 'await client.enqueueJob(name or task, [data], options)',
    'zh-CN': 'await client.enqueueJob(任务名或任务, [data], options)',
  },
  addBulk: {
    en: 'await client.enqueueJobs([{ function, args }]); not all or nothing: EnqueueJobsError.results says what became of each',
    'zh-CN':
      'await client.enqueueJobs([{ function, args }])；并非全有或全无：EnqueueJobsError.results 说明每个任务的结果',
  },
  getJob: { en: 'client.getJob(id)', 'zh-CN': 'client.getJob(id)' },
  getJobs: {
    en: 'client.queuedJobs(queue) for those that wait; arq keeps no lists by state',
    'zh-CN': '等待中的任务用 client.queuedJobs(queue)；arq 不按状态维护列表',
  },
  counts: {
    en: 'arq queue-info, or transport.queueInfo(queue)',
    'zh-CN': 'arq queue-info，或 transport.queueInfo(queue)',
  },
  pause: {
    en: 'arq pause and arq resume, or the same of a client: a pause is kept by the workers that run, not by the queue',
    'zh-CN': 'arq pause 与 arq resume，或 client 的同名调用：暂停由运行中的 worker 保持，而非队列',
  },
  drain: {
    en: 'arq purge-queue drops what waits. arq’s own drain is another thing: it ends workers in order',
    'zh-CN': 'arq purge-queue 删除等待中的任务。arq 的 drain 含义不同：有序结束 worker',
  },
  clean: {
    en: 'records expire by themselves, dead letters with arq dlq purge',
    'zh-CN': '记录自行过期，死信用 arq dlq purge',
  },
  progress: { en: 'ctx.progress(value)', 'zh-CN': 'ctx.progress(value)' },
  log: { en: 'ctx.logger.info(…)', 'zh-CN': 'ctx.logger.info(…)' },
  updateData: {
    en: 'what a job was enqueued with does not change',
    'zh-CN': '任务入队时的数据不会改变',
  },
  waitUntilFinished: { en: 'job.result({ timeout })', 'zh-CN': 'job.result({ timeout })' },
  getState: {
    en: 'job.status(): queued, in_progress, completed, failed, retrying, aborted',
    'zh-CN': 'job.status()，其值为 queued、in_progress、completed、failed、retrying、aborted',
  },
  retry: {
    en: 'arq job retry <id>, or arq dlq redrive',
    'zh-CN': 'arq job retry <id>，或 arq dlq redrive',
  },
  remove: {
    en: 'job.abort() for one that waits or runs; job.delete() for its record',
    'zh-CN': '等待或运行中的任务用 job.abort()；删除记录用 job.delete()',
  },
})
