import { defineTexts } from '@arq/core'

/** Of the worker itself: its start, connections, health, pauses and stop, its cron jobs and figures. */
export const lifeTexts = defineTexts({
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
  healthKeyMissing: {
    en: 'Jobs of the key {keyId} wait: it is not here',
    'zh-CN': '使用密钥 {keyId} 的任务在等待：此处没有该密钥',
  },
  payloadStoreNotReady: {
    en: 'The payload store does not serve yet: {problem}. Jobs whose arguments lie there wait',
    'zh-CN': 'payload 存储尚无法服务：{problem}。参数存放在其中的任务会等待',
  },
  healthPayloadAway: {
    en: 'Jobs wait for their arguments: the payload store is away, or this worker has none',
    'zh-CN': '任务在等待其参数：payload 存储不可用，或此 worker 未设置',
  },
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
  cronWithoutStore: {
    en: 'Cron jobs without a result store: each worker enqueues its own at every tick. Give a resultStore, so that a tick is one job',
    'zh-CN':
      '没有结果存储的定时任务：每个 worker 每次都会各自加入一个任务。请提供 resultStore，使每次只有一个任务',
  },
  cronMissed: {
    en: 'The tick {at} of {name} was noticed {late} s late: the process stood still, or its clock was set',
    'zh-CN': '{name} 在 {at} 的触发晚了 {late} 秒才被发现：进程曾停顿，或时钟被调整',
  },
  cronPaused: {
    en: '{name} has been paused since {since}: its ticks are skipped until arq cron resume {name}',
    'zh-CN': '{name} 自 {since} 起已暂停：在 arq cron resume {name} 之前跳过其触发',
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
