import { defineTexts } from '@arq/core'

/** Texts of the verbs about single jobs and about emptying queues. */
export const jobTexts = defineTexts({
  queuesArgument: { en: 'Queues to empty', 'zh-CN': '要清空的队列' },
  yesFlag: { en: 'Do not ask', 'zh-CN': '不再询问' },
  examplePurge: { en: 'asks, then drops what waits', 'zh-CN': '询问后删除等待的任务' },
  examplePurgeYes: { en: 'in a script', 'zh-CN': '用于脚本' },
  askPurge: {
    en: 'Drop {count} waiting jobs of {queue} for good? Deferred and running ones stay. [y/N] ',
    'zh-CN': '永久删除 {queue} 中等待的 {count} 个任务？延迟和运行中的任务保留。[y/N] ',
  },
  purged: { en: '{queue}: {count} dropped.', 'zh-CN': '{queue}：已删除 {count} 个。' },

  callArgument: {
    en: 'Name of the task, then its arguments: JSON where they are JSON, else text',
    'zh-CN': '任务名称，随后是参数：是 JSON 则按 JSON 解析，否则为文本',
  },
  argsFlag: {
    en: 'Arguments as one JSON list, or as one JSON object of names',
    'zh-CN': '以 JSON 列表或按名称的 JSON 对象给出参数',
  },
  enqueueQueueFlag: { en: 'Queue of the job', 'zh-CN': '任务所在的队列' },
  jobIdFlag: {
    en: 'Id of the job: with a result store nothing is sent while a job of that id is kept',
    'zh-CN': '任务 ID：有结果存储时，若已有同 ID 的任务则不会发送',
  },
  deferByFlag: {
    en: 'Not before this time from now: 10s, 5m, 2h',
    'zh-CN': '延迟多久：10s、5m、2h',
  },
  deferUntilFlag: {
    en: 'Not before this moment: 2026-05-01T12:00:00Z',
    'zh-CN': '不早于此时刻：2026-05-01T12:00:00Z',
  },
  expiresFlag: {
    en: 'Not to be started later than this after it became due',
    'zh-CN': '到期后超过此时间则不再启动',
  },
  uniqueKeyFlag: {
    en: 'One job at a time for this key of the task',
    'zh-CN': '该任务函数对此键同一时间只有一个任务',
  },
  uniqueModeFlag: {
    en: 'What becomes of a call whose key has a job: drop (the default), replace or keepLast',
    'zh-CN': '此键已有任务时如何处理本次调用：drop（默认）、replace 或 keepLast',
  },
  windowFlag: {
    en: 'With replace: start so long after the last call; with drop: one call in this time',
    'zh-CN': 'replace：最后一次调用后等待此时长再启动；drop：此时长内只接受一次调用',
  },
  maxWaitFlag: {
    en: 'With replace: start at the latest so long after the first call',
    'zh-CN': 'replace：最迟在第一次调用后此时长启动',
  },
  exampleEnqueueUnique: {
    en: 'five seconds after the last of several calls, at most a minute after the first',
    'zh-CN': '在多次调用的最后一次之后五秒，最迟在第一次之后一分钟',
  },
  wasReplaced: {
    en: 'It was waiting, and will run with these arguments.',
    'zh-CN': '该任务原已在等待，将以本次的参数运行。',
  },
  wasDropped: {
    en: 'It was there already; these arguments are not used.',
    'zh-CN': '该任务已存在，本次的参数未被采用。',
  },
  needsUniqueKey: {
    en: 'is for a call with --unique-key',
    'zh-CN': '只用于带 --unique-key 的调用',
  },
  priorityFlag: { en: 'Priority, where the queue has any', 'zh-CN': '优先级（若队列支持）' },
  waitFlag: {
    en: 'Wait for its end, and print its result; with a time, no longer than that',
    'zh-CN': '等待任务结束并输出结果；给出时间则最多等待这么久',
  },
  exampleEnqueue: { en: 'two texts as arguments', 'zh-CN': '两个文本参数' },
  exampleEnqueueJson: { en: 'named arguments, in ten minutes', 'zh-CN': '按名称的参数，十分钟后' },
  exampleEnqueueWait: { en: 'and its result', 'zh-CN': '并等待结果' },
  noTask: {
    en: 'the first word must be the name of a task, not {given}',
    'zh-CN': '第一个词必须是任务名称，而不是 {given}',
  },
  bothArguments: {
    en: 'gives the arguments a second time: leave out those behind the name of the task',
    'zh-CN': '重复给出了参数：请去掉任务名称之后的参数',
  },
  notJson: {
    en: 'must be a JSON list or object: {reason}',
    'zh-CN': '必须是 JSON 列表或对象：{reason}',
  },
  notNumber: { en: 'must be a number, got "{given}"', 'zh-CN': '必须是数字，收到 "{given}"' },
  enqueued: { en: 'Enqueued {id} to {queue}.', 'zh-CN': '已将 {id} 加入队列 {queue}。' },
  taskUnknown: {
    en: 'warning: the settings module has no task {task}; it has: {known}',
    'zh-CN': '警告：设置模块中没有任务函数 {task}；已有：{known}',
  },
  taskUnknownMeant: {
    en: 'warning: the settings module has no task {task}; did you mean {meant}?',
    'zh-CN': '警告：设置模块中没有任务函数 {task}；是否想用 {meant}？',
  },
  nobodyConsumes: {
    en: 'warning: nobody consumes {queue}: start a worker for it, or name the queue of a worker that runs (-q; arq workers shows them)',
    'zh-CN':
      '警告：没有消费者处理 {queue}：请为其启动 worker，或用 -q 指定运行中 worker 的队列（见 arq workers）',
  },
  exists: {
    en: 'There is a job {id} already: nothing was sent.',
    'zh-CN': '已存在任务 {id}：未发送。',
  },
  resultIs: { en: 'Result: {result}', 'zh-CN': '结果：{result}' },

  idsArgument: { en: 'Ids of jobs', 'zh-CN': '任务 ID' },
  abortFlag: {
    en: 'Abort it: it will not run, or not go on',
    'zh-CN': '中止：任务不会运行或不再继续',
  },
  deleteFlag: { en: 'Delete what is kept of it', 'zh-CN': '删除其保存的记录' },
  exampleJob: { en: 'all that is known of it', 'zh-CN': '显示全部已知信息' },
  exampleJobAbort: { en: 'stop it, wherever it is', 'zh-CN': '无论在哪里都停止它' },
  oneOfTwo: {
    en: 'give --abort or --delete, not both',
    'zh-CN': '--abort 和 --delete 只能给出一个',
  },
  stepsTitle: { en: 'Steps:', 'zh-CN': '步骤：' },
  stepCompleted: { en: 'completed', 'zh-CN': '已完成' },
  stepFailed: { en: 'failed', 'zh-CN': '失败' },
  stepRetrying: { en: 'retrying', 'zh-CN': '等待重试' },
  stepSleeping: { en: 'sleeping', 'zh-CN': '休眠中' },
  stepSlept: { en: 'slept', 'zh-CN': '已休眠' },
  stepTook: { en: '{seconds} s, tries: {tries}', 'zh-CN': '{seconds} 秒，尝试 {tries} 次' },
  stepTookError: {
    en: '{seconds} s, tries: {tries}: {error}',
    'zh-CN': '{seconds} 秒，尝试 {tries} 次：{error}',
  },
  stepDue: {
    en: 'tries: {tries}, next {due}: {error}',
    'zh-CN': '已尝试 {tries} 次，下次 {due}：{error}',
  },
  stepUntil: { en: 'until {until}', 'zh-CN': '至 {until}' },
  triesTitle: { en: 'Earlier tries:', 'zh-CN': '此前的尝试：' },
  triesLeft: {
    en: '… ({left} before them are not kept)',
    'zh-CN': '…（更早的 {left} 次未保留）',
  },
  tryLine: {
    en: '{jobTry}  {start}  {seconds} s by {worker}, {outcome}: {error}; next due {due}',
    'zh-CN': '{jobTry}  {start}  {seconds} 秒，由 {worker}，{outcome}：{error}；下次 {due}',
  },
  tryFailed: { en: 'failed', 'zh-CN': '失败' },
  tryTimedOut: { en: 'timed out', 'zh-CN': '超时' },
  tryAskedAgain: { en: 'asked for another try', 'zh-CN': '请求重试' },
  logTitle: { en: 'What it logged:', 'zh-CN': '任务日志：' },
  logDropped: {
    en: '… ({dropped} earlier lines had no room)',
    'zh-CN': '…（更早的 {dropped} 行因超出上限未保留）',
  },
  aborted: { en: '{id}: will not run.', 'zh-CN': '{id}：不会运行。' },
  notAborted: { en: '{id}: has ended already.', 'zh-CN': '{id}：已经结束。' },
  deleted: { en: '{id}: its record is deleted.', 'zh-CN': '{id}：记录已删除。' },
  noStore: {
    en: 'needs the result store that the job was enqueued with: --result-store-url, ARQ_RESULT_STORE_URL, or a settings module (-m)',
    'zh-CN': '需要任务所用的结果存储：--result-store-url、ARQ_RESULT_STORE_URL 或设置模块（-m）',
  },
  unknownJob: {
    en: 'nothing is known of job {id}: it never was, or its record has expired',
    'zh-CN': '没有任务 {id} 的信息：从未存在，或记录已过期',
  },

  signalArgument: {
    en: 'Id of the job, name of the signal, and its payload: JSON where it is JSON, else text',
    'zh-CN': '任务 ID、信号名称及其内容：是 JSON 则按 JSON 解析，否则为文本',
  },
  exampleSignal: { en: 'the answer that the job waits for', 'zh-CN': '任务所等待的答复' },
  exampleSignalJson: { en: 'in a script', 'zh-CN': '用于脚本' },
  signalsTitle: { en: 'Signals:', 'zh-CN': '信号：' },
  signalAwaited: {
    en: 'waited for since {since}, until {until}',
    'zh-CN': '自 {since} 起等待，至 {until}',
  },
  signalNeverCame: {
    en: 'waited for since {since}; it never came',
    'zh-CN': '自 {since} 起等待，始终未收到',
  },
  signalGiven: { en: 'given {at}: {payload}', 'zh-CN': '已于 {at} 发出：{payload}' },
  signalLate: {
    en: 'waited for in vain, until {at}',
    'zh-CN': '等待超时，止于 {at}',
  },
  signalNeedsName: {
    en: 'needs the name of the signal; {id} waits for: {names}',
    'zh-CN': '需要信号名称；{id} 正在等待：{names}',
  },
  signalNotAwaited: {
    en: 'warning: {id} does not wait for {signal} now, but for: {names}. If the name is wrong, give the right one, too',
    'zh-CN': '警告：{id} 现在等待的不是 {signal}，而是：{names}。若名称有误，请改发正确的信号',
  },
  signalNotAwaitedMeant: {
    en: 'warning: {id} does not wait for {signal} now, but for: {names}. Did you mean {meant}? Then give that one',
    'zh-CN':
      '警告：{id} 现在等待的不是 {signal}，而是：{names}。是否想用 {meant}？若是，请再发出它',
  },
  signalNeedsTwo: {
    en: 'needs the id of the job and the name of the signal: arq signal order:42 approval true',
    'zh-CN': '需要任务 ID 和信号名称：arq signal order:42 approval true',
  },
  signalAccepted: {
    en: '{id}: the signal {signal} is kept, and the job is woken if it waits for it.',
    'zh-CN': '{id}：信号 {signal} 已保存；若任务正在等待它则已唤醒。',
  },
  signalAlready: {
    en: '{id}: the signal {signal} was given before; the first one counts.',
    'zh-CN': '{id}：信号 {signal} 此前已发出，以第一次为准。',
  },
  signalTimedOut: {
    en: '{id}: too late, the job has waited for {signal} in vain and gone on.',
    'zh-CN': '{id}：太晚了，任务等待 {signal} 已超时并继续运行。',
  },
  signalEnded: {
    en: '{id}: has ended already; no signal reaches it.',
    'zh-CN': '{id}：已经结束，信号无法送达。',
  },

  exampleRetry: { en: 'once its cause is mended', 'zh-CN': '原因修复之后' },
  retriedLetter: {
    en: '{id}: sent back from {dlq} to {queue}.',
    'zh-CN': '{id}：已从 {dlq} 送回 {queue}。',
  },
  retriedRecord: {
    en: '{id}: enqueued again to {queue}; it has no dead letter, so its record was used.',
    'zh-CN': '{id}：已重新加入 {queue}；没有死信，因此使用其记录。',
  },
  notRetriable: {
    en: '{id} is {status}: only what has failed or was aborted can be run again',
    'zh-CN': '{id} 的状态为 {status}：只有失败或已中止的任务可以重新运行',
  },
  exampleRunNow: { en: 'do not wait until it is due', 'zh-CN': '不等到期' },
  notDeferred: {
    en: '{id} is {status} and not deferred: nothing to bring forward',
    'zh-CN': '{id} 的状态为 {status}，不是延迟任务：无需提前',
  },
  suspendedItself: {
    en: '{id} has begun and sleeps, or waits for a signal, in its own code: let it sleep, give it the signal (arq signal), or abort it',
    'zh-CN':
      '{id} 已经开始，正在自己的代码中休眠或等待信号：请等它醒来、发出信号（arq signal），或中止它',
  },
  ranNow: {
    en: '{id}: aborted; enqueued to {queue} as {newId}.',
    'zh-CN': '{id}：已中止；以 {newId} 加入 {queue}。',
  },
  goneMeanwhile: {
    en: '{id} has begun meanwhile: nothing was sent',
    'zh-CN': '{id} 已经开始：未发送',
  },
})
