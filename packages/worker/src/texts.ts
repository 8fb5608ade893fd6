import { defineTexts } from '@arq/core'

/** The worker's texts for people, in both languages. */
export const texts = defineTexts({
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
  rawInBurst: {
    en: 'cannot be used in burst mode: when a queue of others is done, only they know. Leave burstMode off',
    'zh-CN': '不能用于突发模式：他人的队列何时处理完，只有他们知道。请关闭 burstMode',
  },
  rawQueueTwice: {
    en: 'names {queue}, which this worker consumes already',
    'zh-CN': '列出了 {queue}，而本 worker 已在消费它',
  },
  decodeGaveNoArguments: {
    en: 'decode gave a {got} for a message of {queue}; give a list of arguments, or an object of named ones',
    'zh-CN': 'decode 为 {queue} 的消息返回了 {got}；请返回参数列表，或具名参数的对象',
  },
  itsExchange: {
    en: 'the dead-letter exchange of {queue}',
    'zh-CN': '{queue} 的死信交换机',
  },
  rawFailed: {
    en: 'failed for good, handed to {where}: {error}',
    'zh-CN': '最终失败，已交给 {where}：{error}',
  },
  rawUndecodable: {
    en: 'A message of {queue} could not be decoded and was handed to {where}: {error}',
    'zh-CN': '{queue} 中的一条消息无法解码，已交给 {where}：{error}',
  },
  rawCameBack: {
    en: 'Message {jobId} is suspected poison: it was handed out and came back {returns} times',
    'zh-CN': '消息 {jobId} 疑似有害：已被投递并退回 {returns} 次',
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
  waitedTooLong: {
    en: '{count} jobs of {queue} waited for a slot for {seconds} s and were handed back to the queue; from now on {prefetch} are taken at a time',
    'zh-CN':
      '{queue} 的 {count} 个任务等待空位达 {seconds} 秒，已退回队列；此后每次最多领取 {prefetch} 个',
  },
  starting: {
    en: 'Worker {workerId} starts: {tasks} on {queues}',
    'zh-CN': 'Worker {workerId} 启动：{tasks}，队列 {queues}',
  },
  connected: { en: 'Connected to {transport}', 'zh-CN': '已连接 {transport}' },
  ready: {
    en: 'Consuming {queues}; waiting for jobs',
    'zh-CN': '正在消费 {queues}，等待任务',
  },
  brokerUnreachable: {
    en: '{error}. Trying again until it answers',
    'zh-CN': '{error}。将持续重试直到恢复',
  },
  brokerLost: {
    en: 'Lost {transport}: {error}. Running jobs go on; reconnecting',
    'zh-CN': '与 {transport} 的连接中断：{error}。正在运行的任务继续，正在重连',
  },
  brokerBlocked: {
    en: 'The broker takes no messages: {reason}',
    'zh-CN': '消息服务器暂停接收消息：{reason}',
  },
  notConsuming: {
    en: 'Nothing comes from {queue}: {error}',
    'zh-CN': '{queue} 没有任务送达：{error}',
  },
  consuming: { en: 'Jobs come from {queue} again', 'zh-CN': '已恢复消费 {queue}' },
  healthStarting: { en: 'The worker is starting', 'zh-CN': 'worker 正在启动' },
  healthStopping: { en: 'The worker is stopping', 'zh-CN': 'worker 正在停止' },
  healthPaused: {
    en: 'Paused: nothing is taken from {queues}',
    'zh-CN': '已暂停：不再从 {queues} 领取任务',
  },
  paused: {
    en: 'Paused {queues}: {count} jobs that had not been started were handed back; those that run go on',
    'zh-CN': '已暂停 {queues}：退回 {count} 个尚未开始的任务，正在运行的任务继续',
  },
  resumed: { en: 'Resumed {queues}', 'zh-CN': '已恢复 {queues}' },
  draining: {
    en: 'Draining: {running} jobs run, nothing new is taken',
    'zh-CN': '正在排空：{running} 个任务仍在运行，不再领取新任务',
  },
  drained: { en: 'Drained: nothing runs', 'zh-CN': '已排空：没有正在运行的任务' },
  drainRequested: { en: 'Drained by request', 'zh-CN': '按要求排空' },
  healthStoreAway: {
    en: 'The result store is away; jobs run, and their results wait at the broker',
    'zh-CN': '结果存储不可用；任务照常运行，结果暂存于消息服务器',
  },
  healthStoreAwayHolding: {
    en: 'The result store is away; no job starts until it is back',
    'zh-CN': '结果存储不可用；恢复之前不启动新任务',
  },
  healthStoreAwaited: {
    en: 'The result store is away, and the worker starts when it is there: {error}',
    'zh-CN': '结果存储不可用，恢复后 worker 才启动：{error}',
  },
  brokerUnblocked: { en: 'The broker takes messages again', 'zh-CN': '消息服务器恢复接收消息' },
  undeliverable: {
    en: 'Delayed jobs for {queue}: {count} came due, but the queue does not exist any more; kept in {keptIn}. Send them to a queue that exists, or delete them',
    'zh-CN':
      '队列 {queue} 的延迟任务：{count} 个已到期，但该队列已不存在；保存在 {keptIn} 中，请转发到现有队列或删除',
  },
  mustBePath: {
    en: 'must be args, kwargs, result or progress, then keys or indexes behind dots: args.0.card, kwargs.password, result.*.iban',
    'zh-CN':
      '必须是 args、kwargs、result 或 progress，其后以点分隔键或序号：args.0.card、kwargs.password、result.*.iban',
  },
  mustBePaths: { en: 'must be a list of paths', 'zh-CN': '必须是路径的列表' },
  traceStart: { en: 'attempt {jobTry} starts', 'zh-CN': '第 {jobTry} 次执行开始' },
  traceReturned: {
    en: 'attempt {jobTry} returned after {ms} ms',
    'zh-CN': '第 {jobTry} 次执行返回，耗时 {ms} 毫秒',
  },
  traceThrew: {
    en: 'attempt {jobTry} threw after {ms} ms',
    'zh-CN': '第 {jobTry} 次执行抛出错误，耗时 {ms} 毫秒',
  },
  traceStopped: {
    en: 'attempt {jobTry} was stopped after {ms} ms',
    'zh-CN': '第 {jobTry} 次执行被停止，耗时 {ms} 毫秒',
  },
  jobCompleted: { en: 'completed in {ms} ms', 'zh-CN': '完成，耗时 {ms} 毫秒' },
  jobRetried: {
    en: 'attempt {jobTry} failed, next one in {seconds} s: {error}',
    'zh-CN': '第 {jobTry} 次执行失败，{seconds} 秒后重试：{error}',
  },
  jobAskedForRetry: {
    en: 'attempt {jobTry} asked for another run, which comes in {seconds} s: {error}',
    'zh-CN': '第 {jobTry} 次执行请求重新执行，将在 {seconds} 秒后进行：{error}',
  },
  jobFailed: {
    en: 'failed for good, now in {dlq}: {error}',
    'zh-CN': '最终失败，已转入 {dlq}：{error}',
  },
  jobAborted: { en: 'aborted', 'zh-CN': '已中止' },
  jobDuplicate: {
    en: 'already ended; this delivery of it was acknowledged and not run',
    'zh-CN': '任务已结束，本次重复投递已确认且未执行',
  },
  letterCameHome: {
    en: 'a dead letter came back to its queue; it runs again as a fresh enqueue, with all its tries. It had failed at {failedAt}: {error}',
    'zh-CN':
      '死信已回到队列，将作为新入队的任务重新执行（次数重新计算）。此前于 {failedAt} 失败：{error}',
  },
  letterDuplicate: {
    en: 'this dead letter came back before, and its job has ended since; this copy was acknowledged and not run',
    'zh-CN': '此死信此前已回到队列且任务已结束，本副本已确认且未执行',
  },
  jobDuplicateRun: {
    en: 'attempt {jobTry} had begun before and never ended, its worker died or lost its connection; it runs once more',
    'zh-CN': '第 {jobTry} 次执行此前已开始但未结束（worker 崩溃或连接中断），将再次执行',
  },
  jobInterrupted: {
    en: 'interrupted: the worker stops. The run does not count as a try',
    'zh-CN': '执行被中断：worker 正在停止，本次执行不计入次数',
  },
  taskUnknown: {
    en: 'This worker has no task {task}, only {known}. Jobs of it wait for a worker that has it, as long as unknownTaskGrace says',
    'zh-CN':
      '此 worker 没有任务 {task}，只有 {known}；其任务将等待有该任务的 worker，最长 unknownTaskGrace',
  },
  taskMistyped: {
    en: 'This worker has no task {task}; did you mean {nearest}? Jobs of it wait for a worker that has it, as long as unknownTaskGrace says',
    'zh-CN':
      '此 worker 没有任务 {task}，是否想用 {nearest}？其任务将等待有该任务的 worker，最长 unknownTaskGrace',
  },
  jobRequeued: { en: 'handed back to the queue', 'zh-CN': '已退回队列' },
  stillRunning: {
    en: 'the task did not stop within {seconds} s of its signal; its result will be dropped',
    'zh-CN': '任务在收到信号后 {seconds} 秒内没有停止，其结果将被丢弃',
  },
  stuckEnded: {
    en: 'the task that had not stopped has ended {seconds} s after its start; its result is dropped',
    'zh-CN': '此前未停止的任务在开始 {seconds} 秒后结束，其结果已丢弃',
  },
  unreadable: {
    en: 'A message in {queue} is not a job and was parked in {dlq}: {error}',
    'zh-CN': '{queue} 中的一条消息不是任务，已转入 {dlq}：{error}',
  },
  hookFailed: {
    en: 'The hook {hook} threw; the job is not affected: {error}',
    'zh-CN': '钩子 {hook} 抛出错误，任务不受影响：{error}',
  },
  retryIfNotBoolean: {
    en: 'must return true, false or undefined, and must not be async; it returned {returned}',
    'zh-CN': '必须返回 true、false 或 undefined，且不能是异步函数；实际返回 {returned}',
  },
  aroundWithoutRun: {
    en: '{name} ended without a call of run(): the task was not run',
    'zh-CN': '{name} 结束时没有调用 run()，任务未执行',
  },
  followUpFailed: {
    en: 'Could not publish to {queue}; the job stays unacknowledged and it is tried again: {error}',
    'zh-CN': '无法发布到 {queue}，任务保持未确认并将重试：{error}',
  },
  followUpTaken: {
    en: '{queue} takes messages again',
    'zh-CN': '{queue} 恢复接收消息',
  },
  retryRefused: {
    en: 'The next attempt cannot be sent: {reason}. The last one failed with {lastError}',
    'zh-CN': '无法发送下一次执行：{reason}。上一次失败：{lastError}',
  },
  letterCut: {
    en: 'Job {jobId} goes to {dlq} without the headers it came with, and without the stack of its error: {error}',
    'zh-CN': '任务 {jobId} 转入 {dlq}，但不带原有消息头和错误堆栈：{error}',
  },
  replyLost: {
    en: 'The client that waited for the result has gone: {error}',
    'zh-CN': '等待结果的 client 已离开：{error}',
  },
  replyTooLarge: {
    en: 'The result is too large for a message; the client that waits for it is told so: {error}',
    'zh-CN': '结果太大，无法放入一条消息；已告知等待的 client：{error}',
  },
  storeDown: {
    en: 'The result store is away: {error}. Jobs go on; their results wait at the broker until it is back',
    'zh-CN': '结果存储不可用：{error}。任务继续执行，结果保存在消息服务器中直到恢复',
  },
  storeDownHolding: {
    en: 'The result store is away: {error}. No job starts until it is back; results of running jobs wait at the broker',
    'zh-CN': '结果存储不可用：{error}。恢复之前不启动任务；正在运行的任务的结果保存在消息服务器中',
  },
  storeAwaited: {
    en: 'The result store is away: {error}. The worker starts when it is there; it is tried again until then',
    'zh-CN': '结果存储不可用：{error}。恢复后 worker 才启动；在此之前会一直重试',
  },
  storeFound: { en: 'The result store is there', 'zh-CN': '结果存储已可用' },
  storeUp: {
    en: 'The result store is back; results written that had waited at the broker: {written}',
    'zh-CN': '结果存储已恢复；补写了在消息服务器中等待的结果：{written} 个',
  },
  storeRefused: {
    en: 'The result store refuses results until somebody mends what it names (rights of its user, foreign data under its keys): {error}. Until then they wait at the broker in arq.results.<queue>, and expire there',
    'zh-CN':
      '结果存储拒绝写入结果，直到有人解决所述问题（用户权限、键下的外来数据）：{error}。在此之前，结果在消息服务器的 arq.results.<queue> 中等待，并按期过期',
  },
  parkFailed: {
    en: 'The result of job {jobId} is neither in the store nor at the broker; the job stays unacknowledged, and both are tried again: {error}',
    'zh-CN':
      '任务 {jobId} 的结果既未存入结果存储，也未存入消息服务器；任务保持未确认，将继续尝试：{error}',
  },
  resultLost: {
    en: 'The result of job {jobId} is lost: neither the store nor the broker will ever take it. The job itself has ended',
    'zh-CN': '任务 {jobId} 的结果已丢失：结果存储和消息服务器都永远不会接受它。任务本身已结束',
  },
  notParked: {
    en: 'A message in {queue} is no result of a job; it stays there: {error}',
    'zh-CN': '{queue} 中的一条消息不是任务结果，保留在原处：{error}',
  },
  resultTooLarge: {
    en: 'The result is too large for a message of the broker',
    'zh-CN': '结果太大，超出消息服务器的消息大小限制',
  },
  errorNamed: { en: '{name}: {message}', 'zh-CN': '{name}：{message}' },
  stopping: {
    en: '{reason} ◆ {completed} jobs completed ◆ {failed} failed ◆ {retried} retried ◆ {ongoing} ongoing',
    'zh-CN':
      '{reason} ◆ {completed} 个任务完成 ◆ {failed} 个失败 ◆ {retried} 个重试 ◆ {ongoing} 个待完成',
  },
  signalReceived: { en: 'Received {signal}', 'zh-CN': '收到信号 {signal}' },
  stopCalled: { en: 'stop() was called', 'zh-CN': '调用了 stop()' },
  stopOfError: { en: 'Stopping because of an error', 'zh-CN': '因错误停止' },
  burstEmpty: {
    en: 'Queue is empty (burst mode)',
    'zh-CN': '队列已空（burst 模式）',
  },
  burstJobsDone: {
    en: 'Reached maxBurstJobs (burst mode)',
    'zh-CN': '达到 maxBurstJobs（burst 模式）',
  },
  burstTimeUp: {
    en: 'Reached burstTimeout of {seconds} s (burst mode)',
    'zh-CN': '达到 burstTimeout，{seconds} 秒（burst 模式）',
  },
  stillWaiting: {
    en: 'Waiting for {running} running jobs, {seconds} s at most',
    'zh-CN': '等待 {running} 个正在运行的任务，最多 {seconds} 秒',
  },
  abortingRest: {
    en: '{running} jobs did not end in time: signalled and handed back',
    'zh-CN': '{running} 个任务未能按时结束：已发出信号并退回队列',
  },
  stopStepCut: {
    en: 'Stopping without {step}: not done within {seconds} s',
    'zh-CN': '停止时不再等待 {step}：{seconds} 秒内未完成',
  },
  runsAlone: {
    en: '{crashes} workers may have died of this job; it runs next in a worker that runs nothing else. If that one dies, too, the job goes to the dead letter queue',
    'zh-CN':
      '可能已有 {crashes} 个 worker 因此任务终止；接下来它将在一个只执行它的 worker 中运行，如果该 worker 也终止，任务将转入死信队列',
  },
  wasCutOff: {
    en: 'This job came back because {workerId}, which ran it, lost its connection; that worker lives, so the job runs alone once more',
    'zh-CN':
      '该任务被退回，因为运行它的 {workerId} 断开了连接；该 worker 仍在运行，任务将再次单独执行',
  },
  fateUnknown: {
    en: 'This job came back, and {workerId}, which ran it, does not answer: it may have died or be cut off. The job runs alone once more; if it comes back like this again, it goes to the dead letter queue',
    'zh-CN':
      '该任务被退回，而运行它的 {workerId} 没有应答：可能已终止，也可能断开了连接。任务将再次单独执行；若再次这样退回，将转入死信队列',
  },
  notCounted: {
    en: 'Cannot count crashes of jobs: {queue} takes no messages. A job that kills its worker comes back until it does: {error}',
    'zh-CN':
      '无法统计任务造成的崩溃：{queue} 不接收消息。在恢复之前，使 worker 崩溃的任务会反复投递：{error}',
  },
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
  cronForgets: {
    en: 'must be at least 2 minutes: by the record of a run other workers know that it has been',
    'zh-CN': '至少 2 分钟：其他 worker 通过该记录得知已经运行过',
  },
  cronWithoutStore: {
    en: 'Cron jobs without a result store: each worker enqueues its own at every tick. Give a resultStore, so that a tick is one job',
    'zh-CN':
      '没有结果存储的定时任务：每个 worker 每次都会各自加入一个任务。请提供 resultStore，使每次只有一个任务',
  },
  cronMissed: {
    en: 'The tick {at} of {name} was noticed {late} s late: the process stood still, or its clock was set',
    'zh-CN': '{name} 在 {at} 的触发晚了 {late} 秒才被发现：进程曾停顿，或时钟被调整',
  },
  cronNotSent: {
    en: 'The job of {name} for {at} could not be enqueued yet; trying again',
    'zh-CN': '{name} 在 {at} 的任务尚未能加入队列；正在重试',
  },
  cronGivenUp: {
    en: 'The job of {name} for {at} could not be enqueued, and the next tick has come: given up',
    'zh-CN': '{name} 在 {at} 的任务未能加入队列，下一次触发已到：放弃',
  },
  statistics: {
    en: '{completed} completed, {failed} failed, {retried} retried, {aborted} aborted, {ongoing} ongoing',
    'zh-CN': '完成 {completed}，失败 {failed}，重试 {retried}，中止 {aborted}，进行中 {ongoing}',
  },
  statisticsOf: {
    en: '{completed} completed, {failed} failed, {retried} retried, {aborted} aborted, {ongoing} ongoing, {queued} waiting',
    'zh-CN':
      '完成 {completed}，失败 {failed}，重试 {retried}，中止 {aborted}，进行中 {ongoing}，等待 {queued}',
  },
  summary: {
    en: 'Stopped: {completed} completed, {failed} failed, {retried} retried, {aborted} aborted, {requeued} handed back, {ongoing} ongoing',
    'zh-CN':
      '已停止：完成 {completed}，失败 {failed}，重试 {retried}，中止 {aborted}，退回 {requeued}，进行中 {ongoing}',
  },
})
