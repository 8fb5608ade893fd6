import { defineTexts } from '@arq/core'

/** The client's texts for people, in both languages. */
export const texts = defineTexts({
  mustBeStatuses: {
    en: 'must be a list of one or more statuses of jobs',
    'zh-CN': '必须是包含一个或多个任务状态的列表',
  },
  mustBeSignal: { en: 'must be an AbortSignal', 'zh-CN': '必须是 AbortSignal' },
  jobInBatch: {
    en: 'Job {index} of the batch: {problem}',
    'zh-CN': '批次中第 {index} 个任务：{problem}',
  },
  resultTooLarge: {
    en: 'Job {jobId} has completed, but its result is too large for a message of the broker',
    'zh-CN': '任务 {jobId} 已完成，但其结果超出消息服务器的消息大小限制',
  },
  resultMisfit: {
    en: 'The result of job {jobId} does not fit the output schema of {task}: {problems}',
    'zh-CN': '任务 {jobId} 的结果不符合 {task} 的 output schema：{problems}',
  },
  needsReplies: {
    en: '{what} needs a result store, because {transport} cannot push replies: pass resultStore when creating the client',
    'zh-CN': '{what} 需要结果存储，因为 {transport} 无法推送回复：创建 client 时请传入 resultStore',
  },
  noRepliesKept: {
    en: 'result() needs a result store, or keptReplies above 0: this client asks workers for no replies',
    'zh-CN': 'result() 需要结果存储，或大于 0 的 keptReplies：此客户端不要求 worker 回复',
  },
  endOfAnothersJob: {
    en: 'result() of job {jobId} needs a result store: without one, its worker answers only the client that enqueued it. Pass resultStore when creating clients and workers',
    'zh-CN':
      '任务 {jobId} 的 result() 需要结果存储：没有它时，worker 只回复提交该任务的 client。创建 client 和 worker 时请传入 resultStore',
  },
  needsBroadcast: {
    en: 'abort() of a running job needs a transport that can broadcast; {transport} cannot',
    'zh-CN': '中止正在运行的任务需要支持广播的传输；{transport} 不支持',
  },
  replyUnreadable: {
    en: 'A reply about job {jobId} is unreadable and was dropped: {problem}',
    'zh-CN': '任务 {jobId} 的回复无法读取，已丢弃：{problem}',
  },
  needsWaitingLists: {
    en: 'queuedJobs() needs a result store that can list waiting jobs; this one cannot. `arq queue-info` counts them at the broker',
    'zh-CN':
      'queuedJobs() 需要能列出等待任务的结果存储；当前的存储不支持。可用 `arq queue-info` 在消息代理处查看数量',
  },
  needsSearch: {
    en: 'searchJobs() needs a result store that can look through its records; this one cannot. Look jobs up by their ids: getJob()',
    'zh-CN': 'searchJobs() 需要能查找记录的结果存储；当前的存储不支持。请按 ID 查看任务：getJob()',
  },
  needsEntries: {
    en: '{what} needs a result store that keeps entries beside the records, such as Redis, PostgreSQL or the one in memory; this one does not',
    'zh-CN':
      '{what} 需要能在记录之外保存条目的结果存储，例如 Redis、PostgreSQL 或内存存储；当前的存储不支持',
  },
  needsControl: {
    en: 'Workers can only be asked over a transport that broadcasts and pushes replies; {transport} cannot',
    'zh-CN': '只有支持广播和推送回复的传输才能询问 worker；{transport} 不支持',
  },
  noTarget: {
    en: 'must name a queue, a worker or both',
    'zh-CN': '必须给出 queue、worker 或两者',
  },
  endOfQueue: {
    en: 'needs a target without a queue: a worker ends with all its queues',
    'zh-CN': '目标不能带 queue：worker 结束时会停止其全部队列',
  },
  noWorkers: {
    en: 'No worker answered within {seconds} s',
    'zh-CN': '{seconds} 秒内没有 worker 应答',
  },
  unknownWorker: {
    en: 'No worker has the id or name {worker}; these answered: {known}',
    'zh-CN': '没有 id 或名称为 {worker} 的 worker；已应答的有：{known}',
  },
  unknownWorkerMeant: {
    en: 'No worker has the id or name {worker}; did you mean {meant}?',
    'zh-CN': '没有 id 或名称为 {worker} 的 worker；您是指 {meant} 吗？',
  },
  unworkedQueue: {
    en: 'No worker that answered works on {queue}; they work on: {known}',
    'zh-CN': '已应答的 worker 均不处理 {queue}；它们处理：{known}',
  },
  unworkedQueueMeant: {
    en: 'No worker that answered works on {queue}; did you mean {meant}?',
    'zh-CN': '已应答的 worker 均不处理 {queue}；您是指 {meant} 吗？',
  },
  noPush: {
    en: 'The result store could not be subscribed to; results are found by polling: {problem}',
    'zh-CN': '无法订阅结果存储，改为轮询结果：{problem}',
  },
  enqueueIncomplete: {
    en: '{failed} of {total} jobs were not enqueued; results says what became of each. First error: {first}',
    'zh-CN':
      '{total} 个任务中有 {failed} 个未能入队；results 说明每个任务的情况。第一个错误：{first}',
  },
  limitsOfClient: { en: 'limits of a client', 'zh-CN': '客户端的 limits' },
})
