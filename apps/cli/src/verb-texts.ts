import { defineTexts } from '@arq/core'

/** What each verb does, in a line: for the list of verbs and the head of its help. */
export const verbTexts = defineTexts({
  workerCommand: {
    en: 'Run a worker until it is told to stop',
    'zh-CN': '运行 worker 直到被要求停止',
  },
  queueInfoCommand: {
    en: 'Show how many jobs wait in queues; never creates one',
    'zh-CN': '显示队列中等待的任务数；绝不创建队列',
  },
  purgeQueueCommand: {
    en: 'Drop the jobs that wait in queues; asks first',
    'zh-CN': '删除队列中等待的任务；会先询问',
  },
  enqueueCommand: { en: 'Enqueue one job', 'zh-CN': '将一个任务加入队列' },
  migrateCommand: {
    en: 'Read a project on Python arq, rabbitmq-arq, BullMQ or amqplib, and print what to change; never writes',
    'zh-CN':
      '读取使用 Python arq、rabbitmq-arq、BullMQ 或 amqplib 的项目，列出需要更改之处；绝不写入',
  },
  migrateStoreCommand: {
    en: 'Make the tables of a result store in a SQL database, or bring them up to date; asks first',
    'zh-CN': '在 SQL 数据库中创建结果存储的数据表或将其更新到最新；执行前询问',
  },
  jobCommand: {
    en: 'Show what is known of jobs: status, arguments, result or error; abort or delete one',
    'zh-CN': '显示任务的状态、参数、结果或错误；可中止或删除',
  },
  flowCommand: {
    en: 'Show a flow as a tree: how each of its jobs stands; stop it, or run again what failed',
    'zh-CN': '以树状显示任务流中各任务的状态；可停止任务流或重新运行失败的任务',
  },
  uniqueCommand: {
    en: 'Show keys that have a job which waits or runs (enqueued with unique)',
    'zh-CN': '显示有任务在等待或运行的键（以 unique 加入队列）',
  },
  jobsCommand: {
    en: 'Search jobs by task, queue, status, time, error or a part of their arguments or result',
    'zh-CN': '按任务函数、队列、状态、时间、错误或参数与结果中的文本搜索任务',
  },
  jobRetryCommand: {
    en: 'Run a job again that has failed or was aborted, from its first try',
    'zh-CN': '从第一次尝试重新运行已失败或已中止的任务',
  },
  jobRunNowCommand: {
    en: 'Run a deferred job now: it is aborted, and enqueued under a new id',
    'zh-CN': '立即运行延迟的任务：中止原任务，并以新 ID 加入队列',
  },
  streamCommand: {
    en: 'Follow what a job writes to one of its streams, until it has ended',
    'zh-CN': '跟随任务写入某个流的内容，直到任务结束',
  },
  sendCommand: {
    en: 'Send a message to a job that waits or runs',
    'zh-CN': '向等待中或运行中的任务发送消息',
  },
  signalCommand: {
    en: 'Give a job the signal that it waits for, or will wait for',
    'zh-CN': '向任务发出它正在等待或将要等待的信号',
  },
  topCommand: {
    en: 'One screen of queues, workers and running jobs, again and again; q ends it',
    'zh-CN': '持续刷新的队列、worker 和运行中任务一览；按 q 退出',
  },
  dashboardCommand: {
    en: 'Show queues, workers, jobs, dead letters and cron jobs in a browser, and act on them',
    'zh-CN': '在浏览器中查看队列、worker、任务、死信与定时任务，并进行操作',
  },
  outboxCommand: {
    en: 'Send the jobs of an outbox in a database, as they are committed',
    'zh-CN': '发送数据库 outbox 中已提交的任务',
  },
  outboxStatusCommand: {
    en: 'Show how many jobs wait in an outbox, and what was set aside',
    'zh-CN': '显示 outbox 中等待的任务数，以及搁置的任务',
  },
  outboxRetryCommand: {
    en: 'Let jobs of an outbox be sent again that were set aside',
    'zh-CN': '让 outbox 中搁置的任务再次发送',
  },
  outboxDropCommand: {
    en: 'Drop jobs of an outbox that cannot be sent; asks first, unless --yes',
    'zh-CN': '删除 outbox 中无法发送的任务；除非 --yes，否则先询问',
  },
  outboxMigrateCommand: {
    en: 'Make the tables of an outbox, or bring them up to date',
    'zh-CN': '创建 outbox 的数据表，或将其更新到最新',
  },
  outboxSchemaCommand: {
    en: 'Print the tables of an outbox as SQL, for migrations of your own',
    'zh-CN': '以 SQL 打印 outbox 的数据表，供自己的迁移使用',
  },
  devCommand: {
    en: 'Develop tasks: a worker that starts again when a file changes, on RabbitMQ or in memory',
    'zh-CN': '开发任务：文件变化时自动重启的 worker，使用 RabbitMQ 或内存',
  },
  demoCommand: {
    en: 'Run a mix of two hundred jobs and say what became of each: in memory, or on servers',
    'zh-CN': '运行两百个不同的任务并报告每个的结果：在内存中，或在服务器上',
  },
  cronListCommand: {
    en: 'Show the cron jobs of a settings module, and when they come next',
    'zh-CN': '显示设置模块中的定时任务及其下次触发时间',
  },
  cronPauseCommand: {
    en: 'Let all workers skip the ticks of cron jobs, until arq cron resume',
    'zh-CN': '让所有 worker 跳过定时任务的触发，直到 arq cron resume',
  },
  keysCommand: {
    en: 'Show which keys have jobs running or waiting under a limit',
    'zh-CN': '显示哪些键在限制之下有任务运行或等待',
  },
  keysSetCommand: {
    en: 'Set how many jobs of a key run at once, its rate or its weight, for all workers',
    'zh-CN': '为所有 worker 设置同一个键可同时运行的任务数、速率或权重',
  },
  cronResumeCommand: { en: 'End a pause of cron jobs', 'zh-CN': '结束定时任务的暂停' },
  checkCommand: {
    en: 'For a probe: do broker and store answer, and do workers take jobs from the queues?',
    'zh-CN': '用于探针：消息服务器和存储是否应答，是否有 worker 从队列领取任务？',
  },
  completionCommand: {
    en: 'Print what teaches bash, zsh or fish the commands and flags',
    'zh-CN': '输出 bash、zsh 或 fish 的补全脚本',
  },
  dlqListCommand: {
    en: 'Show what lies in dead letter queues, grouped by reason',
    'zh-CN': '显示死信队列的内容，按原因分组',
  },
  dlqShowCommand: {
    en: 'Show all that dead letters of a job say: error, headers, arguments',
    'zh-CN': '显示某任务死信的全部内容：错误、头信息、参数',
  },
  dlqRedriveCommand: {
    en: 'Send dead letters back to their queues: their jobs run again, from the first try',
    'zh-CN': '将死信送回原队列：其任务从第一次尝试重新运行',
  },
  dlqPurgeCommand: { en: 'Drop dead letters for good', 'zh-CN': '永久删除死信' },
  configPrintCommand: {
    en: 'Show every setting that a worker would get, and where it comes from; secrets are masked',
    'zh-CN': '显示 worker 将得到的每个设置及其来源；机密信息已屏蔽',
  },
  validateConfigCommand: {
    en: 'Check flags, environment, configuration file and settings module: every problem at once',
    'zh-CN': '检查选项、环境变量、配置文件和设置模块：一次列出所有问题',
  },
  workersCommand: {
    en: 'Show running workers: what they run, since when, and how they fare',
    'zh-CN': '显示正在运行的 worker：它们在运行什么、从何时起、状态如何',
  },
  pauseCommand: {
    en: 'Let workers take nothing from a queue, or one worker from any, until arq resume or their end',
    'zh-CN':
      '让 worker 不再从某队列（或某个 worker 不再从任何队列）领取任务，直到 arq resume 或 worker 结束',
  },
  resumeCommand: { en: 'End a pause or a drain', 'zh-CN': '结束暂停或排空' },
  drainCommand: {
    en: 'Pause, and wait until nothing runs any more; with --end, end the worker then',
    'zh-CN': '暂停并等待任务全部结束；使用 --end 则随后结束 worker',
  },
  explainCommand: {
    en: 'Show what a code of an error means, and what to do',
    'zh-CN': '说明错误码的含义以及如何处理',
  },
  doctorCommand: {
    en: 'Look for what is wrong with broker, queues, delays, result store and outbox; changes nothing',
    'zh-CN': '检查消息服务器、队列、延迟、结果存储和 outbox 的问题；不做任何更改',
  },
})
