import { defineTexts } from '@arq/core'

/** What has just happened, and which promise held. */
export const storyTexts = defineTexts({
  sent: {
    en: 'The client has sent job {number}, {task}. The broker has confirmed it.',
    'zh-CN': '客户端发送了任务 {number}（{task}），消息服务器已确认。',
  },
  sentGuarantee: {
    en: 'An enqueue returns only once the broker has the job.',
    'zh-CN': '只有在消息服务器收到任务之后，入队调用才会返回。',
  },
  sentLater: {
    en: 'Job {number}, {task}, waits at the broker for its time, in {wait}.',
    'zh-CN': '任务 {number}（{task}）在消息服务器上等待，{wait}后到期。',
  },
  laterGuarantee: {
    en: 'A delayed job takes up no worker, and never comes early.',
    'zh-CN': '延迟任务不占用任何 worker，也绝不会提前执行。',
  },
  sentMany: {
    en: 'The client sends {count} jobs in one batch.',
    'zh-CN': '客户端一次批量发送 {count} 个任务。',
  },
  manyGuarantee: {
    en: 'Each worker holds only a few jobs at a time; the rest stay with the broker.',
    'zh-CN': '每个 worker 同时只持有少量任务，其余留在消息服务器上。',
  },
  manyEnded: { en: 'The whole batch has ended.', 'zh-CN': '这一批任务已全部结束。' },
  failedToSend: {
    en: 'Job {number} could not be sent: {reason}',
    'zh-CN': '任务 {number} 未能发送：{reason}',
  },
  started: {
    en: 'Worker {name} runs job {number}.',
    'zh-CN': 'Worker {name} 开始执行任务 {number}。',
  },
  startedAgain: {
    en: 'Worker {name} runs job {number} again from the beginning: no acknowledgement of it had arrived.',
    'zh-CN': 'Worker {name} 从头重新执行任务 {number}：消息服务器一直没有收到它的确认。',
  },
  againGuarantee: {
    en: 'At least once: a job is run again rather than lost.',
    'zh-CN': '至少执行一次：宁可重新执行，也不丢失任务。',
  },
  completed: {
    en: 'Job {number} has ended. Its result is stored, and the job acknowledged last.',
    'zh-CN': '任务 {number} 已完成：先保存结果，最后才确认任务。',
  },
  result: {
    en: 'The client has the result of job {number}: “{result}”.',
    'zh-CN': '客户端收到任务 {number} 的结果：“{result}”。',
  },
  retried: {
    en: 'Try {jobTry} of job {number} failed: {reason}. It comes again in {wait}.',
    'zh-CN': '任务 {number} 的第 {jobTry} 次执行失败：{reason}。{wait}后重试。',
  },
  retryGuarantee: {
    en: 'What may go away by itself is tried again, with a longer wait each time. The wait takes up no worker.',
    'zh-CN': '可能自行消失的错误会重试，等待时间逐次加长，等待期间不占用 worker。',
  },
  failed: {
    en: 'Job {number} has failed for good: {reason}. It is kept as a dead letter.',
    'zh-CN': '任务 {number} 最终失败：{reason}。它作为死信保留。',
  },
  failedGuarantee: {
    en: 'A job that cannot work holds nobody up, and does not vanish: a person can look at it and send it back.',
    'zh-CN': '无法完成的任务不会堵住别人，也不会消失：可以查看它，再重新投递。',
  },
  aborted: {
    en: 'Job {number} was aborted: its task was told by ctx.signal, and stopped.',
    'zh-CN': '任务 {number} 已中止：任务函数通过 ctx.signal 得知后停止。',
  },
  abortedWaiting: {
    en: 'Job {number} was aborted before it began.',
    'zh-CN': '任务 {number} 在开始之前被中止。',
  },
  abortGuarantee: {
    en: 'Any process that knows the id can abort a job, wherever it runs.',
    'zh-CN': '任何知道任务 ID 的进程都可以中止它，无论它在哪里运行。',
  },
  handedBack: {
    en: 'Worker {name} stops, and gives job {number} back.',
    'zh-CN': 'Worker {name} 停止，把任务 {number} 交还队列。',
  },
  cron: {
    en: 'It is the full hour: the cron job hourly_report has come, as job {number}.',
    'zh-CN': '到了整点：定时任务 hourly_report 到来，即任务 {number}。',
  },
  cronGuarantee: {
    en: 'All workers have the schedule, and still one job comes of it.',
    'zh-CN': '所有 worker 都有同一份定时表，但只产生一个任务。',
  },
  workerStarted: {
    en: 'Worker {name} has started, and takes jobs.',
    'zh-CN': 'Worker {name} 已启动，开始领取任务。',
  },
  workerStopping: {
    en: 'Worker {name} stops in order: it takes nothing new, and ends what it runs.',
    'zh-CN': 'Worker {name} 有序停止：不再领取新任务，先完成正在执行的任务。',
  },
  workerStopped: { en: 'Worker {name} has ended.', 'zh-CN': 'Worker {name} 已结束。' },
  killed: {
    en: 'Worker {name} was killed. It had {count} jobs in hand: the broker puts them back into the queue.',
    'zh-CN': 'Worker {name} 被强制终止。它手上有 {count} 个任务：消息服务器把它们放回队列。',
  },
  killedGuarantee: {
    en: 'A job is acknowledged after its end, never before: a worker that dies loses none.',
    'zh-CN': '任务在结束之后才确认，绝不提前：worker 终止不会丢失任何任务。',
  },
  diedOf: {
    en: 'Worker {name} died while it ran job {number}. Whether that job was the cause, nobody can tell yet.',
    'zh-CN': 'Worker {name} 在执行任务 {number} 时终止。是否由该任务造成，目前还无法断定。',
  },
  suspectGuarantee: {
    en: 'A job that came back from a dead worker is counted, and in the end runs alone, so that no innocent job is blamed.',
    'zh-CN': '从终止的 worker 那里退回的任务会被计数，最后单独执行，以免错怪无辜的任务。',
  },
  poisoned: {
    en: 'Job {number} is parked as suspected poison: {reason}.',
    'zh-CN': '任务 {number} 疑似有害，已隔离：{reason}。',
  },
  poisonGuarantee: {
    en: 'A job that kills its workers is parked; the workers live on.',
    'zh-CN': '使 worker 崩溃的任务会被隔离，worker 继续工作。',
  },
  workerCut: {
    en: 'The connection of worker {name} is cut. What it had goes back to the queue; what it runs goes on.',
    'zh-CN': 'Worker {name} 的连接被切断。它持有的任务回到队列；正在执行的任务继续执行。',
  },
  workerCutGuarantee: {
    en: 'To the broker a cut looks like a death, so a job may run twice. One end of it counts.',
    'zh-CN': '对消息服务器而言，断线与终止没有区别，所以任务可能执行两次，但只有一个结果有效。',
  },
  workerBack: {
    en: 'Worker {name} is connected again, by itself.',
    'zh-CN': 'Worker {name} 已自动重新连接。',
  },
  clientCut: {
    en: 'The connection of the client is cut. Enqueue something now: it waits for the connection.',
    'zh-CN': '客户端的连接被切断。现在入队的任务会等待连接恢复。',
  },
  clientBack: {
    en: 'The client is connected again. What waited is sent now.',
    'zh-CN': '客户端已重新连接，等待中的任务现在发出。',
  },
  turned: {
    en: 'The clock was turned forward by {step}.',
    'zh-CN': '时钟向前拨动了 {step}。',
  },
  ranTwice: {
    en: 'Job {number} had ended already when it came again: worker {name} does not run it, and acknowledges it.',
    'zh-CN': '任务 {number} 再次到来时已经结束：worker {name} 不再执行，直接确认。',
  },
})
