import { defineTexts } from '@arq/core'

/** What is wrong with settings. */
export const settingTexts = defineTexts({
  keyLeaseTooShort: { en: 'must be at least 1 s', 'zh-CN': '不能小于 1 秒' },
  keyedTasks: {
    en: '{setting} of task {task}',
    'zh-CN': '任务 {task} 的 {setting}',
  },
  totalWithRate: {
    en: 'task {task} has a rate and a total: a key under a rate keeps its own line, and shares no total. Leave one of the two away',
    'zh-CN':
      '任务 {task} 同时设置了 rate 与 total：限速的键有自己的队伍，不能共享 total。请去掉其中之一',
  },
  totalsDiffer: {
    en: 'tasks {one} and {other} count together as {name}, and do not say the same total: give both the same one, or each a name of its own',
    'zh-CN':
      '任务 {one} 与 {other} 以 {name} 合并计数，但 total 不同：请设置相同的 total，或各用自己的 name',
  },
  rawWithKeys: {
    en: 'task {task} has {setting}: messages of queues of others have no keys',
    'zh-CN': '任务 {task} 设置了 {setting}：他人队列的消息不支持键',
  },
  rateNeedsDelays: {
    en: 'rate of task {task}: jobs wait for as long as its per. {problem}',
    'zh-CN': '任务 {task} 的 rate：任务最长会等待 per 的时间。{problem}',
  },
  mustBeTasks: {
    en: 'must be a list of tasks or named functions',
    'zh-CN': '必须是任务或具名函数的列表',
  },
  mustBeCronJob: { en: 'must be made by cron(…)', 'zh-CN': '必须由 cron(…) 创建' },
  mustBeCronJobs: { en: 'must be a list of cron jobs', 'zh-CN': '必须是定时任务的列表' },
  mustBeQueues: {
    en: 'must be a list of queues, each with a name',
    'zh-CN': '必须是队列的列表，每个都有 name',
  },
  noQueue: { en: 'must name at least one queue', 'zh-CN': '至少需要一个队列' },
  mustBeCodecs: { en: 'must be a list of codecs', 'zh-CN': '必须是编解码器的列表' },
  mustBeCronFields: { en: 'must be a list or an object', 'zh-CN': '必须是列表或对象' },
  cronField: { en: 'must be {range}, or a list of these', 'zh-CN': '必须是 {range}，或其列表' },
  cronFieldNamed: {
    en: 'must be {range} or {names}, or a list of these',
    'zh-CN': '必须是 {range} 或 {names}，或其列表',
  },
  aMetricsSource: { en: 'a source of metrics', 'zh-CN': '指标来源' },
  aThreadPool: { en: 'a thread pool', 'zh-CN': '线程池' },
  duplicateTask: {
    en: 'two tasks are named {name}',
    'zh-CN': '有两个任务都叫 {name}',
  },
  noTasks: {
    en: 'must hold at least one task',
    'zh-CN': '至少需要一个任务',
  },
  notATask: {
    en: 'must be a task or a named function, got {value}',
    'zh-CN': '必须是任务或具名函数，收到 {value}',
  },
  queueAndQueues: {
    en: 'give either queueName or queues, not both',
    'zh-CN': 'queueName 与 queues 只能给出一个',
  },
  noDelayedRetries: {
    en: 'makes retries of {task} wait, but {transport} delays nothing (enableDelayedJobs: false?). Set retryBackoff: 0 for retries at once, or maxRetries: 0 for none',
    'zh-CN':
      '要求 {task} 的重试等待，但 {transport} 不支持延迟（enableDelayedJobs: false？）。设 retryBackoff: 0 立即重试，或 maxRetries: 0 不重试',
  },
  retriesTooFarApart: {
    en: 'makes retries of {task} wait longer than {transport} can: at most {longest} s. Lower retryBackoff or maxRetries',
    'zh-CN':
      '使 {task} 的重试等待超过 {transport} 的上限：最多 {longest} 秒。请调低 retryBackoff 或 maxRetries',
  },
  deadLettersComeBack: {
    en: 'sends failed jobs to {queue}, which this worker works on: they would fail again for ever. Give dead letters a queue of their own',
    'zh-CN':
      '会把失败的任务发往 {queue}，而本 worker 正在处理该队列：它们将永远反复失败。请为死信使用单独的队列',
  },
  mustBeRawQueue: { en: 'must be made by consumeRaw(…)', 'zh-CN': '必须由 consumeRaw(…) 创建' },
  mustBeRawQueues: {
    en: 'must be a list of queues, each made by consumeRaw(…)',
    'zh-CN': '必须是队列的列表，每个都由 consumeRaw(…) 创建',
  },
  noForeignQueues: {
    en: 'asks for queues of others, which {transport} cannot consume. Use a transport that can, such as AmqpTransport',
    'zh-CN': '要求消费他人的队列，但 {transport} 不支持。请使用支持它的传输，例如 AmqpTransport',
  },
  rawQueueTwice: {
    en: 'names {queue}, which this worker consumes already',
    'zh-CN': '列出了 {queue}，而本 worker 已在消费它',
  },
  queueTwice: {
    en: 'names a queue twice',
    'zh-CN': '重复列出了同一个队列',
  },
  deadlineTooShort: {
    en: 'A job of {queue} may need {needed} s (longest timeout, grace and stop), but the broker takes a job back {limit} s after handing it out and gives it to another worker. Raise consumer_timeout at the broker and consumerTimeout in the transport’s settings, or lower jobTimeout or gracefulShutdownTimeout',
    'zh-CN':
      '{queue} 的任务可能需要 {needed} 秒（最长超时、宽限与停止），但消息服务器在投递 {limit} 秒后会收回任务并交给其他 worker。请调高服务器的 consumer_timeout 和 transport 设置中的 consumerTimeout，或调低 jobTimeout 或 gracefulShutdownTimeout',
  },
  mustBePath: {
    en: 'must be args, kwargs, result or progress, then keys or indexes behind dots: args.0.card, kwargs.password, result.*.iban',
    'zh-CN':
      '必须是 args、kwargs、result 或 progress，其后以点分隔键或序号：args.0.card、kwargs.password、result.*.iban',
  },
  mustBePaths: { en: 'must be a list of paths', 'zh-CN': '必须是路径的列表' },
  noTimeZone: {
    en: '"{timeZone}" is no time zone; give a name such as Europe/Berlin',
    'zh-CN': '"{timeZone}" 不是时区；请使用 Europe/Berlin 之类的名称',
  },
  cronTooLong: {
    en: 'has more than {most} characters',
    'zh-CN': '超过 {most} 个字符',
  },
  noCron: {
    en: '"{pattern}" is no time: {reason}. Five fields (minute hour day month weekday), or six with seconds first',
    'zh-CN':
      '"{pattern}" 不是有效的时间：{reason}。应为五个字段（分 时 日 月 星期），或六个字段（秒在前）',
  },
  cronNever: { en: '"{pattern}" never comes', 'zh-CN': '"{pattern}" 永远不会到来' },
  cronOfUnique: {
    en: 'is that of a task that has unique itself: its key cannot stand beside the id that the jobs of a cron job have. Give unique: false, and no jobId: then the key alone decides',
    'zh-CN':
      '所属的任务函数自带 unique：它的键不能与 cron 任务的 id 同时使用。请给出 unique: false 且不给 jobId：那样只由键决定',
  },
  cronForgets: {
    en: 'must be at least 2 minutes: by the record of a run other workers know that it has been',
    'zh-CN': '至少 2 分钟：其他 worker 通过该记录得知已经运行过',
  },
})
