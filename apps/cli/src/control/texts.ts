import { defineTexts } from '@arq/core'

/** Texts of the verbs that ask running workers, and tell them what to do. */
export const controlTexts = defineTexts({
  workersQueues: { en: 'Only workers of these queues', 'zh-CN': '仅列出这些队列的 worker' },
  targetQueues: {
    en: 'Queues, in all workers that work on them, or in the one that --worker names',
    'zh-CN': '队列：对处理它们的所有 worker 生效，或仅对 --worker 指定的 worker 生效',
  },
  workerFlag: {
    en: 'Id or name of a worker, as arq workers lists them; several workers may share a name',
    'zh-CN': 'worker 的 ID 或名称（见 arq workers）；多个 worker 可以同名',
  },
  gatherFlag: {
    en: 'How long answers are waited for, for example 2s',
    'zh-CN': '等待应答的时间，例如 2s',
  },
  endFlag: {
    en: 'The worker ends when nothing runs any more; its supervisor may start another one',
    'zh-CN': '没有任务运行后 worker 即结束；其监管程序可能会启动新的 worker',
  },
  drainTimeoutFlag: {
    en: 'How long to wait until nothing runs, for example 5m; 0: not at all',
    'zh-CN': '等待任务全部结束的时间，例如 5m；0 表示不等待',
  },
  exampleWorkers: { en: 'who runs what, since when', 'zh-CN': '哪个 worker 在运行什么、从何时起' },
  exampleWorkersJson: {
    en: 'workers of one queue, for a program',
    'zh-CN': '某个队列的 worker，供程序读取',
  },
  examplePause: {
    en: 'no worker takes jobs from mail any more; those that run go on',
    'zh-CN': '所有 worker 不再从 mail 领取任务；正在运行的任务继续',
  },
  examplePauseWorker: {
    en: 'one worker takes no jobs any more',
    'zh-CN': '某个 worker 不再领取任务',
  },
  exampleResume: { en: 'they take jobs from mail again', 'zh-CN': '恢复从 mail 领取任务' },
  exampleResumeWorker: {
    en: 'one worker takes jobs again',
    'zh-CN': '某个 worker 恢复领取任务',
  },
  exampleDrain: {
    en: 'wait until nothing of mail runs any more',
    'zh-CN': '等待 mail 的任务全部结束',
  },
  exampleDrainEnd: {
    en: 'let one worker finish what it runs, then end it',
    'zh-CN': '让某个 worker 完成正在运行的任务后结束',
  },
  sayWhom: {
    en: 'name queues, or a worker with --worker. arq workers lists them',
    'zh-CN': '请给出队列，或用 --worker 指定 worker。arq workers 会列出它们',
  },
  endNeedsWorker: {
    en: '--end needs --worker and no queue: a worker ends with all its queues',
    'zh-CN': '--end 需要 --worker 且不能带队列：worker 结束时会停止其全部队列',
  },
  columnWorker: { en: 'WORKER', 'zh-CN': 'WORKER' },
  columnHost: { en: 'HOST', 'zh-CN': '主机' },
  columnPid: { en: 'PID', 'zh-CN': 'PID' },
  columnVersion: { en: 'VERSION', 'zh-CN': '版本' },
  columnState: { en: 'STATE', 'zh-CN': '状态' },
  columnRunning: { en: 'RUNNING', 'zh-CN': '运行中' },
  columnQueues: { en: 'QUEUES', 'zh-CN': '队列' },
  columnLag: { en: 'LAG', 'zh-CN': '循环延迟' },
  columnMemory: { en: 'MEMORY', 'zh-CN': '内存' },
  columnUptime: { en: 'UP', 'zh-CN': '已运行' },
  columnJob: { en: 'JOB', 'zh-CN': '任务' },
  columnTask: { en: 'TASK', 'zh-CN': '函数' },
  columnTry: { en: 'TRY', 'zh-CN': '次数' },
  columnSince: { en: 'FOR', 'zh-CN': '已耗时' },
  starting: { en: 'starting', 'zh-CN': '启动中' },
  working: { en: 'working', 'zh-CN': '工作中' },
  paused: { en: 'paused', 'zh-CN': '已暂停' },
  draining: { en: 'draining', 'zh-CN': '排空中' },
  stopping: { en: 'stopping', 'zh-CN': '停止中' },
  pausedQueue: { en: '{queue} (paused)', 'zh-CN': '{queue}（已暂停）' },
  noWorkers: {
    en: 'No worker answered within {seconds} s',
    'zh-CN': '{seconds} 秒内没有 worker 应答',
  },
  unknownConsumers: {
    en: '{queue}: {count} consumers did not answer: workers that hang, or programs that are no workers of arq for TypeScript',
    'zh-CN':
      '{queue}：{count} 个消费者没有应答：可能是无响应的 worker，或不是 TypeScript 版 arq 的程序',
  },
  silent: {
    en: '{worker} on {host} (process {pid}) answered before, and does not now',
    'zh-CN': '{host} 上的 {worker}（进程 {pid}）之前有应答，现在没有',
  },
  moreJobs: {
    en: 'and {count} more jobs of {worker}',
    'zh-CN': '以及 {worker} 的另外 {count} 个任务',
  },
  pausedWorker: {
    en: '{worker}: paused {queues}; {running} jobs run on',
    'zh-CN': '{worker}：已暂停 {queues}；{running} 个任务继续运行',
  },
  resumedWorker: { en: '{worker}: {state}', 'zh-CN': '{worker}：{state}' },
  stillRunning: { en: '{count} jobs still run', 'zh-CN': '仍有 {count} 个任务在运行' },
  drained: { en: 'Nothing runs any more', 'zh-CN': '已没有任务在运行' },
  ended: { en: '{worker} has ended', 'zh-CN': '{worker} 已结束' },
  notDrained: {
    en: '{count} jobs still run; the workers go on draining. arq workers shows what runs',
    'zh-CN': '仍有 {count} 个任务在运行；worker 会继续排空。arq workers 可查看正在运行的任务',
  },
})
