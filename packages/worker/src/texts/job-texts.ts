import { defineTexts } from '@arq/core'

/** Of single jobs: their attempts, hooks and letters, and who is suspected. */
export const jobTexts = defineTexts({
  parentNotReleased: {
    en: 'The job {parent} could not be sent, though its children are through; it is tried again: {error}',
    'zh-CN': '任务 {parent} 的子任务已全部结束，但它未能发出；将再次尝试：{error}',
  },
  flowGone: {
    en: 'Job {jobId} has ended, but nothing is kept any more of its parent {parent}, which is not started',
    'zh-CN': '任务 {jobId} 已结束，但其父任务 {parent} 已无任何记录，不会启动',
  },
  flowNeedsEntries: {
    en: 'the job is one of a flow, and no worker came that has a result store which keeps flows (Redis, PostgreSQL, MySQL, SQLite): give the workers of this queue one, then bring the dead letter back: arq dlq redrive. Its parent waits for it until then',
    'zh-CN':
      '该任务属于一个任务流，而没有拥有可保存任务流的结果存储（Redis、PostgreSQL、MySQL、SQLite）的 worker 到来：请为此队列的 worker 配置一个，再用 arq dlq redrive 把死信送回队列；其父任务会一直等待',
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
  unitLooksWrong: {
    en: 'ctx.usage named {unit}, which no budget of its task is for. Did it mean {nearest}? Nothing was charged',
    'zh-CN':
      'ctx.usage 使用了 {unit}，任务的 budget 中没有它。是否应为 {nearest}？未计入任何 budget',
  },
  placeLost: {
    en: 'its place under {limit} of key {key} was over before it was renewed: another job may run beside it',
    'zh-CN': '它在 {limit}（键 {key}）下的名额未及时续期，已失效：可能有另一个任务同时运行',
  },
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
    en: 'attempt {jobTry} asked for another run, which comes in {seconds} s',
    'zh-CN': '第 {jobTry} 次执行请求重新执行，将在 {seconds} 秒后进行',
  },
  jobFailed: {
    en: 'failed for good, now in {dlq}: {error}',
    'zh-CN': '最终失败，已转入 {dlq}：{error}',
  },
  traceSuspended: {
    en: 'attempt {jobTry} was suspended after {ms} ms',
    'zh-CN': '第 {jobTry} 次执行已挂起，耗时 {ms} 毫秒',
  },
  jobSuspended: {
    en: 'suspended until {until}; it holds no slot meanwhile',
    'zh-CN': '已挂起至 {until}，期间不占用执行槽',
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
  flowWithoutStore: {
    en: 'A job of a flow came, and this worker has no result store that keeps flows. Such jobs wait for a worker that has one (Redis, PostgreSQL, MySQL, SQLite), as long as unknownTaskGrace says; then they go to the dead letter queue, and their parents wait. Give this worker the result store of the others, or a queue of its own',
    'zh-CN':
      '收到一个任务流的任务，而此 worker 没有能保存任务流的结果存储。这类任务将等待拥有该存储（Redis、PostgreSQL、MySQL、SQLite）的 worker，最长 unknownTaskGrace；之后进入死信队列，其父任务继续等待。请为此 worker 配置与其他 worker 相同的结果存储，或让它使用自己的队列',
  },
  taskUnknown: {
    en: 'This worker has no task {task}, only {known}. Jobs of it wait for a worker that has it, as long as unknownTaskGrace says',
    'zh-CN':
      '此 worker 没有任务 {task}，只有 {known}；其任务将等待有该任务的 worker，最长 unknownTaskGrace',
  },
  keyMissing: {
    en: 'A job is encrypted with the key {keyId}, which is not here. Jobs of it wait for a worker that has it; none is lost, and none is run or failed here',
    'zh-CN':
      '任务用密钥 {keyId} 加密，而此处没有该密钥。它的任务会等待拥有它的 worker；不会丢失，也不会在此运行或失败',
  },
  keyLongMissing: {
    en: 'Jobs of the key {keyId} have waited for more than {minutes} minutes, and no worker has it: give it to encryption()',
    'zh-CN':
      '使用密钥 {keyId} 的任务已等待超过 {minutes} 分钟，没有 worker 拥有它：请把它交给 encryption()',
  },
  payloadAway: {
    en: 'The arguments of a job cannot be fetched: {problem}. Such jobs wait; none is lost, and none is run or failed here',
    'zh-CN': '无法读取任务的参数：{problem}。这样的任务会等待；不会丢失，也不会在此运行或失败',
  },
  payloadLongAway: {
    en: 'Jobs have waited for their arguments for more than {minutes} minutes: {problem}',
    'zh-CN': '任务等待其参数已超过 {minutes} 分钟：{problem}',
  },
  payloadNotKept: {
    en: 'The result is large, and the payload store does not take it: {problem}. The job stays unacknowledged until it does',
    'zh-CN': '结果较大，而 payload 存储不接收：{problem}。在此之前该任务保持未确认',
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
  errorNamed: { en: '{name}: {message}', 'zh-CN': '{name}：{message}' },
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
})
