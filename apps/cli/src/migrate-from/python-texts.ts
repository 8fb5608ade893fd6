import { defineCodeTexts } from './code-texts.js'

/** What becomes of a project on Python arq or rabbitmq-arq. */
export const pythonTexts = defineCodeTexts({
  library: {
    en: '@arq/core for tasks, @arq/client to enqueue, @arq/worker to run, @arq/transport-amqp for RabbitMQ, @arq/result-redis for results',
    'zh-CN':
      '@arq/core 定义任务，@arq/client 入队，@arq/worker 运行，@arq/transport-amqp 连接 RabbitMQ，@arq/result-redis 保存结果',
  },
  task: {
    en: 'task("name", async (ctx, …) => …); keep the Python name, it is what travels. Keyword arguments: params: […]',
    'zh-CN':
      'task("名称", async (ctx, …) => …)；保留 Python 中的名称，它会随消息传递。关键字参数：params: […]',
  },
  enqueue: {
    en: 'await client.enqueueJob("name", [positional] or { named }, { …options }): resolves when the broker has confirmed it',
    'zh-CN':
      'await client.enqueueJob("名称", [位置参数] 或 { 具名参数 }, { …options })：在服务器确认后完成',
  },
  settings: {
    en: 'an object, or a class with static members: export const workerSettings = { … } satisfies WorkerSettings; arq worker -m ./settings.ts:workerSettings',
    'zh-CN':
      '对象或带静态成员的类：export const workerSettings = { … } satisfies WorkerSettings；arq worker -m ./settings.ts:workerSettings',
  },
  retry: {
    en: 'throw new Retry({ defer }): seconds, or a text with its unit. maxRetries still ends it',
    'zh-CN': 'throw new Retry({ defer })：秒，或带单位的文本。仍受 maxRetries 限制',
  },
  functions: { en: 'functions: [task, …]', 'zh-CN': 'functions: [task, …]' },
  hooks: {
    en: 'onStartup, onShutdown, onJobStart, onJobEnd, afterJobEnd: of the same meaning; what onStartup puts into ctx.extra tasks find there',
    'zh-CN':
      'onStartup、onShutdown、onJobStart、onJobEnd、afterJobEnd：含义相同；onStartup 放入 ctx.extra 的内容任务可读取',
  },
  jobTimeout: {
    en: 'jobTimeout, in seconds; or timeout of a task',
    'zh-CN': 'jobTimeout，单位秒；或任务的 timeout',
  },
  queueName: {
    en: 'queueName; the default is "default" (arq: "arq:queue", rabbitmq-arq: "arq:queue" in its README, "default" in its CLI). Say it on both sides',
    'zh-CN':
      'queueName；默认为 "default"（arq 为 "arq:queue"；rabbitmq-arq 的 README 为 "arq:queue"，CLI 为 "default"）。请在两端写明',
  },
  healthCheck: {
    en: 'healthCheckInterval is a line in the log; for probes arq check, or healthEndpointPort',
    'zh-CN': 'healthCheckInterval 是日志中的一行；探针请用 arq check 或 healthEndpointPort',
  },
  defer: {
    en: 'deferBy: seconds or "10s"; deferUntil: a Date, or an ISO text, which means UTC without an offset',
    'zh-CN': 'deferBy：秒或 "10s"；deferUntil：Date 或 ISO 文本，无时差时按 UTC',
  },
  jobId: {
    en: 'jobId; unique while the job waits, runs or its result is kept, with a result store; else null comes back',
    'zh-CN': 'jobId；有结果存储时，在任务等待、运行或结果保留期间唯一；否则返回 null',
  },
  queueOption: { en: 'queueName', 'zh-CN': 'queueName' },
  expires: {
    en: 'expires; counted from when the job becomes due, default 24 h. An expired job fails with ARQ_JOB_EXPIRED and is a dead letter',
    'zh-CN': 'expires；从任务到期时起算，默认 24 小时。过期任务以 ARQ_JOB_EXPIRED 失败并成为死信',
  },
  jobTry: { en: 'jobTry', 'zh-CN': 'jobTry' },
  client: {
    en: 'await createClient({ transport: new AmqpTransport({ url }), resultStore })',
    'zh-CN': 'await createClient({ transport: new AmqpTransport({ url }), resultStore })',
  },
  redis: {
    en: 'jobs travel over RabbitMQ: transport: new AmqpTransport({ url }). Redis may keep the results: resultStore: new RedisResultStore({ url })',
    'zh-CN':
      '任务经 RabbitMQ 传递：transport: new AmqpTransport({ url })。Redis 可用于保存结果：resultStore: new RedisResultStore({ url })',
  },
  cron: {
    en: 'cronJobs: [cron(task, { hour: 9, minute: 0 })]; fields as in arq, weekday as a name or a number; the time zone is UTC unless timeZone says otherwise',
    'zh-CN':
      'cronJobs: [cron(task, { hour: 9, minute: 0 })]；字段与 arq 相同，weekday 可为名称或数字；时区为 UTC，除非给出 timeZone',
  },
  func: {
    en: 'task({ name, timeout, keepResult, maxRetries, run })',
    'zh-CN': 'task({ name, timeout, keepResult, maxRetries, run })',
  },
  maxJobs: { en: 'maxConcurrentJobs', 'zh-CN': 'maxConcurrentJobs' },
  maxTries: {
    en: 'maxRetries = max_tries - 1: it counts the runs after the first',
    'zh-CN': 'maxRetries = max_tries - 1：计首次之后的运行',
  },
  keepResult: {
    en: 'keepResult: seconds, 0, or "forever"',
    'zh-CN': 'keepResult：秒、0 或 "forever"',
  },
  burst: {
    en: 'burstMode, burstTimeout, maxBurstJobs; or arq worker --burst',
    'zh-CN': 'burstMode、burstTimeout、maxBurstJobs；或 arq worker --burst',
  },
  abort: {
    en: 'leave it out: job.abort() always works, for waiting jobs with a result store; a running task must look at ctx.signal',
    'zh-CN': '删去：job.abort() 始终可用，等待中的任务需要结果存储；运行中的任务须关注 ctx.signal',
  },
  leaveOut: {
    en: 'leave it out: RabbitMQ hands jobs to workers, nothing is polled',
    'zh-CN': '删去：由 RabbitMQ 推送任务，没有轮询',
  },
  serializer: {
    en: 'codec, codecs: JSON unless you give another. Pickle has no equal: send what JSON carries',
    'zh-CN': 'codec、codecs：默认 JSON。Pickle 没有对应：请发送 JSON 可表示的数据',
  },
  retryJobs: {
    en: 'a job interrupted by a stop always goes back to its queue, and it is no try; for errors maxRetries: 0',
    'zh-CN': '因停止而中断的任务总会退回队列，且不计为尝试；错误重试用 maxRetries: 0 关闭',
  },
  completionWait: { en: 'jobCompletionWait', 'zh-CN': 'jobCompletionWait' },
  context: {
    en: 'ctx.jobId, ctx.jobTry, ctx.enqueueTime; ctx.client enqueues more (arq: ctx["redis"]); what you put there yourself: ctx.extra',
    'zh-CN':
      'ctx.jobId、ctx.jobTry、ctx.enqueueTime；ctx.client 用于继续入队（arq：ctx["redis"]）；自行放入的内容：ctx.extra',
  },
  runWorker: { en: 'await Worker.run(settings)', 'zh-CN': 'await Worker.run(settings)' },
  allResults: {
    en: 'ask for ids you know, client.getJobResults(ids)',
    'zh-CN': '按已知 id 查询，client.getJobResults(ids)',
  },
  queuedJobs: {
    en: 'client.queuedJobs(queue): a look at what waits; arq queue-info for the number',
    'zh-CN': 'client.queuedJobs(queue)：查看等待中的任务；数量用 arq queue-info',
  },
  rabbitmq: {
    en: 'transport: new AmqpTransport({ url, compat: "rabbitmq-arq" }) while Python programs share the queue: it declares what they declare. Without them leave compat out',
    'zh-CN':
      '与 Python 程序共用队列期间：transport: new AmqpTransport({ url, compat: "rabbitmq-arq" })，按其方式声明队列。不再共用后去掉 compat',
  },
  maxRetries: {
    en: 'maxRetries: the runs after the first, for Retry and for errors alike (the Python library counts the two differently)',
    'zh-CN': 'maxRetries：首次之后的运行数，Retry 与错误一致（Python 库对二者计法不同）',
  },
  retryBackoff: {
    en: 'retryBackoff: seconds, doubled each time, at most 1 h',
    'zh-CN': 'retryBackoff：秒，每次翻倍，最多 1 小时',
  },
  maxConcurrent: { en: 'maxConcurrentJobs', 'zh-CN': 'maxConcurrentJobs' },
  prefetch: { en: 'prefetchCount of the worker', 'zh-CN': 'worker 的 prefetchCount' },
  dlq: {
    en: 'dlqName; the default is <queue>.dlq, but the Python CLI’s is <queue>_dlq',
    'zh-CN': 'dlqName；默认为 <queue>.dlq，而 Python CLI 为 <queue>_dlq',
  },
  resultStore: {
    en: 'resultStore: new RedisResultStore({ url, layout: "python" }) while Python programs read the results; jobResultTtl, enableJobResultStorage as there',
    'zh-CN':
      'Python 程序仍读取结果期间：resultStore: new RedisResultStore({ url, layout: "python" })；jobResultTtl、enableJobResultStorage 相同',
  },
  delayMechanism: {
    en: 'delayMechanism and enableDelayedJobs of AmqpTransport: without the plugin arq has delays of its own',
    'zh-CN':
      'AmqpTransport 的 delayMechanism 和 enableDelayedJobs：没有插件时 arq 使用自己的延迟队列',
  },
})
