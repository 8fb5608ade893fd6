import { defineTexts } from './text.js'

/** Core's texts for people, in both languages. */
export const texts = defineTexts({
  keyMissing: {
    en: 'The key {keyId}, with which it is encrypted, is not here: give it to encryption()',
    'zh-CN': '此处没有加密所用的密钥 {keyId}：请把它交给 encryption()',
  },
  decryptFailed: {
    en: 'It does not open with the key {keyId}: it was changed, or belongs to another job',
    'zh-CN': '无法用密钥 {keyId} 解开：内容被改动过，或属于另一个任务',
  },
  keyIdWrong: {
    en: 'an id of a key has 1 to 64 letters, digits, “.”, “-” and “_”',
    'zh-CN': '密钥 id 由 1 到 64 个字母、数字、“.”、“-”和“_”组成',
  },
  keyBytesWrong: {
    en: 'must be {bytes} bytes, or base64 of them',
    'zh-CN': '必须是 {bytes} 字节，或其 base64 文本',
  },
  keyNotGiven: {
    en: 'is not among keys, and there is no load',
    'zh-CN': '不在 keys 中，也没有 load',
  },
  cannotSealHere: {
    en: 'A browser cannot encrypt jobs: encrypt on a server',
    'zh-CN': '浏览器中无法加密任务：请在服务器上加密',
  },
  encryptedForPython: {
    en: 'Python’s workers and clients cannot read encrypted jobs, and {what} is shared with them: take encryption or the shared layout away',
    'zh-CN':
      'Python 的 worker 和 client 无法读取加密的任务，而 {what} 与它们共用：请去掉 encryption 或共用的布局',
  },
  anEncryption: { en: 'an encryption', 'zh-CN': '加密器' },
  argumentUnknown: {
    en: 'unknown argument; known: {known}',
    'zh-CN': '未知的参数；已知：{known}',
  },
  argumentTwice: {
    en: 'given twice, by position and by name',
    'zh-CN': '重复给出：既按位置又按名称',
  },
  argumentTooMany: { en: 'one argument too many', 'zh-CN': '参数过多' },
  linesLost: {
    en: 'Standard error was not read: {lost} lines are lost',
    'zh-CN': '标准错误输出无人读取：丢失了 {lost} 行',
  },
  mustBeObject: { en: 'must be an object', 'zh-CN': '必须是对象' },
  mustBeCompression: {
    en: 'must be true, false or {object}',
    'zh-CN': '必须是 true、false 或 {object}',
  },
  mustBeMoreThanZero: { en: 'must be more than 0', 'zh-CN': '必须大于 0' },
  mustBeMoment: {
    en: 'must be a Date or an ISO 8601 text',
    'zh-CN': '必须是 Date 或 ISO 8601 文本',
  },
  configInvalid: {
    en: 'Invalid {subject}: {problems}',
    'zh-CN': '{subject} 无效：{problems}',
  },
  settingsUnreadable: {
    en: 'cannot be read: a getter in it throws',
    'zh-CN': '无法读取：其中的 getter 抛出异常',
  },
  keyRequired: { en: 'is required', 'zh-CN': '必须给出' },
  keyUnknown: { en: 'unknown key; known: {known}', 'zh-CN': '未知的键；已知：{known}' },
  keyUnknownMeant: {
    en: 'unknown key; did you mean {meant}?',
    'zh-CN': '未知的键；是否想用 {meant}？',
  },
  mustBeText: { en: 'must be text', 'zh-CN': '必须是文本' },
  mustBeFlag: { en: 'must be true or false', 'zh-CN': '必须是 true 或 false' },
  mustBeNumber: { en: 'must be a number', 'zh-CN': '必须是数字' },
  mustBeWholeNumber: { en: 'must be a whole number', 'zh-CN': '必须是整数' },
  mustBeAtLeast: {
    en: 'must be at least {least}, got {value}',
    'zh-CN': '不能小于 {least}，收到 {value}',
  },
  mustBeAtMost: {
    en: 'must be at most {most}, got {value}',
    'zh-CN': '不能大于 {most}，收到 {value}',
  },
  mustBeOneOf: { en: 'must be {choice}', 'zh-CN': '必须是 {choice}' },
  choice: { en: '{others} or {last}', 'zh-CN': '{others} 或 {last}' },
  onlyChoice: { en: '{last}', 'zh-CN': '{last}' },
  mustBeFunction: { en: 'must be a function', 'zh-CN': '必须是函数' },
  mustBeFunctions: {
    en: 'must be a function, or a list of functions',
    'zh-CN': '必须是函数或函数列表',
  },
  mustBePort: {
    en: 'must be {what}: an object with {methods}',
    'zh-CN': '必须是{what}：具有 {methods} 的对象',
  },
  aLogger: { en: 'a logger', 'zh-CN': '日志记录器' },
  aCodec: { en: 'a codec', 'zh-CN': '编解码器' },
  aClock: { en: 'a clock', 'zh-CN': '时钟' },
  aTransport: { en: 'a transport', 'zh-CN': '传输' },
  aResultStore: { en: 'a result store', 'zh-CN': '结果存储' },
  mustBePem: {
    en: 'must be PEM text or bytes, or a list of them',
    'zh-CN': '必须是 PEM 文本或字节，或其列表',
  },
  mustBeArgumentsSchema: {
    en: 'must be a valibot schema of an object or a tuple',
    'zh-CN': '必须是对象或元组的 valibot schema',
  },
  mustBeSchema: { en: 'must be a valibot schema', 'zh-CN': '必须是 valibot schema' },
  mustBeFileUrl: {
    en: 'must be the URL of a file, such as new URL("./resize.js", import.meta.url)',
    'zh-CN': '必须是文件的 URL，例如 new URL("./resize.js", import.meta.url)',
  },
  leaseTooShort: { en: 'must be at least 1 second', 'zh-CN': '至少 1 秒' },
  keyWrong: { en: '{path}: {problem}', 'zh-CN': '{path}：{problem}' },
  invalidDuration: {
    en: 'must be a duration: seconds as a number, or text such as "250ms", "10s", "5m", "2h", "1d", from 0 to 1000 years; got {value}',
    'zh-CN':
      '必须是时长：数字表示秒，或 "250ms"、"10s"、"5m"、"2h"、"1d" 这样的文本，范围 0 到 1000 年；收到 {value}',
  },
  taskUnnamed: {
    en: 'must not be empty: name the function, or use task(name, function)',
    'zh-CN': '不能为空：请为函数命名，或使用 task(name, function)',
  },
  textEmpty: { en: 'must not be empty', 'zh-CN': '不能为空' },
  textNotWellFormed: {
    en: 'must be well-formed Unicode, without half of a surrogate pair; got {value}',
    'zh-CN': '必须是合法的 Unicode 文本，不能包含不成对的代理项；收到 {value}',
  },
  textHasControl: {
    en: 'must have no control characters such as {character}; got {value}',
    'zh-CN': '不能包含 {character} 这样的控制字符；收到 {value}',
  },
  textTooLong: {
    en: 'must be at most {limit} bytes of UTF-8, is {bytes}; got {value}',
    'zh-CN': '最多 {limit} 个 UTF-8 字节，实际 {bytes}；收到 {value}',
  },
  invalidLifetime: {
    en: 'must be "forever" or a duration: seconds as a number, or text such as "1d", up to 1000 years; got {value}',
    'zh-CN': '必须是 "forever" 或时长：数字表示秒，或 "1d" 这样的文本，最长 1000 年；收到 {value}',
  },
  queueNameReserved: {
    en: 'must not begin with "{prefix}": {owner} keeps these names for itself; got {value}',
    'zh-CN': '不能以 "{prefix}" 开头：这些名称由 {owner} 保留；收到 {value}',
  },
  headersNotObject: {
    en: 'must be an object of texts by name; got {value}',
    'zh-CN': '必须是以名称为键、文本为值的对象；收到 {value}',
  },
  headerWrong: { en: 'the header {name} {problem}', 'zh-CN': '消息头 {name} {problem}' },
  headerReserved: {
    en: 'has a meaning for {owner}: choose another name',
    'zh-CN': '对 {owner} 有特殊含义：请换一个名称',
  },
  headerNameLost: {
    en: 'has a name that JavaScript objects lose: choose another one',
    'zh-CN': '的名称会在 JavaScript 对象中丢失：请换一个名称',
  },
  headerNotText: { en: 'must be text; got {value}', 'zh-CN': '必须是文本；收到 {value}' },
  headersTooLong: {
    en: 'must be at most {limit} bytes together, are {bytes}',
    'zh-CN': '总共最多 {limit} 字节，实际 {bytes}',
  },
  momentNotDate: {
    en: 'must be a Date or an ISO 8601 text; got {value}',
    'zh-CN': '必须是 Date 或 ISO 8601 文本；收到 {value}',
  },
  momentNotIso: {
    en: 'must be an ISO 8601 text of a day in the calendar, in the years 1 to 9999, such as "2026-11-22T01:35:00Z"; got {value}',
    'zh-CN':
      '必须是 ISO 8601 文本，日期真实存在，年份在 1 到 9999 之间，例如 "2026-11-22T01:35:00Z"；收到 {value}',
  },
  momentOutOfRange: {
    en: 'must be in the years 1 to 9999, which is what every reader of a job can read; got {value}',
    'zh-CN': '年份必须在 1 到 9999 之间，否则读取任务的一方无法解析；收到 {value}',
  },
  expiresNotMoment: {
    en: 'must be a Date or a duration; got {value}',
    'zh-CN': '必须是 Date 或时长；收到 {value}',
  },
  expiryOutOfRange: {
    en: 'must be early enough for the job to expire in the year 9999 or before: no reader of a job can read a later moment',
    'zh-CN': '必须足够早，使任务在 9999 年或之前到期：读取任务的一方无法解析更晚的时间',
  },
  onEnqueueAsync: {
    en: 'must not be async: it is not awaited',
    'zh-CN': '不能是异步函数：不会等待其完成',
  },
  bothDelays: {
    en: 'give either deferBy or deferUntil, not both',
    'zh-CN': 'deferBy 与 deferUntil 只能给出一个',
  },
  invalidArguments: {
    en: 'Invalid arguments for {task}: {problems}',
    'zh-CN': '任务 {task} 的参数无效：{problems}',
  },
  unknownFunction: {
    en: 'Unknown function {name}; this worker knows: {known}',
    'zh-CN': '未知函数 {name}；本 worker 已注册：{known}',
  },
  jobNotFound: { en: 'Job {jobId} is unknown', 'zh-CN': '任务 {jobId} 不存在' },
  jobExists: {
    en: 'The id {jobId} is taken by an enqueue that has been sending for more than {seconds} s: repeat the call later',
    'zh-CN': '任务 id {jobId} 已被另一次入队占用，且 {seconds} 秒内仍未完成发送：请稍后重试',
  },
  jobTimeout: {
    en: 'Job {jobId} ran longer than its timeout of {seconds} s',
    'zh-CN': '任务 {jobId} 执行超过 {seconds} 秒的超时时间',
  },
  signalTimeout: {
    en: 'Job {jobId} waited {seconds} s for the signal {signal}, and nobody gave it',
    'zh-CN': '任务 {jobId} 等待信号 {signal} 共 {seconds} 秒，没有人发出该信号',
  },
  jobAborted: { en: 'Job {jobId} was aborted', 'zh-CN': '任务 {jobId} 已中止' },
  abortTimeout: {
    en: 'Job {jobId} had not stopped {seconds} s after its abort (status: {status}). It may go on',
    'zh-CN': '任务 {jobId} 在中止请求 {seconds} 秒后仍未停止（状态：{status}），任务可能继续运行',
  },
  abortUnanswered: {
    en: 'No worker said within {seconds} s that it has stopped job {jobId}. Without a result store an abort reaches only a job that a worker holds: one that waits in its queue or for its time will run. Pass resultStore to clients and workers to stop those, too',
    'zh-CN':
      '{seconds} 秒内没有 worker 确认已停止任务 {jobId}。没有结果存储时，只能中止 worker 已取得的任务：仍在队列中或等待到期的任务会照常运行。如需中止它们，请为 client 和 worker 传入 resultStore',
  },
  jobExpired: {
    en: 'Job {jobId} expired at {expires} and was not run',
    'zh-CN': '任务 {jobId} 已于 {expires} 过期，未执行',
  },
  runsInThread: {
    en: 'Task {name} runs in a thread: install @arq/threads, and give the worker threads: threadPool()',
    'zh-CN':
      '任务 {name} 在线程中运行：请安装 @arq/threads，并为 worker 设置 threads: threadPool()',
  },
  threadCrashed: {
    en: 'The thread that ran job {jobId} died: {reason}',
    'zh-CN': '执行任务 {jobId} 的线程已终止：{reason}',
  },
  suspectedPoison: {
    en: 'Job {jobId} is suspected poison: {crashes} workers died while they ran it, the last one while it ran nothing else',
    'zh-CN':
      '任务 {jobId} 疑似有害任务：{crashes} 个 worker 在执行它时进程终止，最后一次该 worker 只执行它一个任务',
  },
  jobFailed: {
    en: 'Job {jobId} failed: {error}',
    'zh-CN': '任务 {jobId} 执行失败：{error}',
  },
  stepFailed: {
    en: 'The step {step} failed earlier in this try: {error}',
    'zh-CN': '步骤 {step} 在本次执行中已失败：{error}',
  },
  stepWithoutFunction: {
    en: 'give the function of the step: ctx.step(name, run) or ctx.step(name, options, run)',
    'zh-CN': '缺少步骤函数：请使用 ctx.step(name, run) 或 ctx.step(name, options, run)',
  },
  stepRetriesWrong: {
    en: 'must be a whole number of at least 0',
    'zh-CN': '必须是不小于 0 的整数',
  },
  stepNameNotText: {
    en: 'must be a text, not {kind}',
    'zh-CN': '必须是文本，而不是“{kind}”',
  },
  stepNameNumbered: {
    en: 'must not contain #, which stands before the number of a name that is used more than once',
    'zh-CN': '不能包含 #：它用于给重复使用的名称编号',
  },
  stepsUnsupported: {
    en: 'ctx.step and ctx.sleep need a result store that keeps entries, such as Redis, PostgreSQL, MySQL, SQLite or memory: give the worker one as resultStore',
    'zh-CN':
      'ctx.step 和 ctx.sleep 需要支持 entries 的结果存储（如 Redis、PostgreSQL、MySQL、SQLite 或内存）：请通过 resultStore 配置',
  },
  jobRetry: { en: 'The job asks to be run again', 'zh-CN': '任务需要重试' },
  maxRetriesExceeded: {
    en: 'Gave up after {runs} runs: {lastError}',
    'zh-CN': '执行 {runs} 次后放弃：{lastError}',
  },
  resultNotFound: {
    en: 'Job {jobId} has ended and its result is not kept',
    'zh-CN': '任务 {jobId} 已结束，其结果未被保留',
  },
  resultTimeout: {
    en: 'No result of job {jobId} within {seconds} s (status: {status})',
    'zh-CN': '{seconds} 秒内没有任务 {jobId} 的结果（状态：{status}）',
  },
  enqueueIncomplete: {
    en: '{failed} of {total} jobs were not enqueued; results says what became of each. First error: {first}',
    'zh-CN':
      '{total} 个任务中有 {failed} 个未能入队；results 说明每个任务的情况。第一个错误：{first}',
  },
  notEnqueueable: {
    en: 'must be a task, a named function or the name of a task; got {value}',
    'zh-CN': '必须是任务、具名函数或任务名称；收到 {value}',
  },
  notArguments: {
    en: 'must be a list (positional) or a plain object (named); got {value}',
    'zh-CN': '必须是列表（按位置）或普通对象（按名称）；收到 {value}',
  },
  namedTwice: {
    en: 'args already names the arguments: give either args as an object or kwargs',
    'zh-CN': 'args 已按名称给出参数：args 对象与 kwargs 只能给出一个',
  },
  prefetchOutOfRange: {
    en: 'must be a whole number from 1 to {most}, got {value}',
    'zh-CN': '必须是 1 到 {most} 之间的整数，收到 {value}',
  },
  noDelays: {
    en: 'Delays are not possible over {transport}',
    'zh-CN': '{transport} 不支持延迟任务',
  },
  delayTooLong: {
    en: 'The job would have to wait {seconds} s; {transport} delays by at most {longest} s',
    'zh-CN': '任务需要等待 {seconds} 秒；{transport} 最多支持 {longest} 秒的延迟',
  },
  noPriorities: {
    en: 'Priorities have no effect in queue {queue} of {transport}: leave priority out, or give the queue priorities (RabbitMQ: type "classic" with maxPriority, or RabbitMQ 4; RocketMQ 5.4: maxPriority)',
    'zh-CN':
      '{transport} 的队列 {queue} 不支持优先级：请去掉 priority，或为队列启用优先级（RabbitMQ：type "classic" 加 maxPriority，或 RabbitMQ 4；RocketMQ 5.4：maxPriority）',
  },
  priorityTooHigh: {
    en: 'is {priority}; the highest in queue {queue} is {highest}',
    'zh-CN': '为 {priority}；队列 {queue} 的最高优先级是 {highest}',
  },
  notAFlow: {
    en: 'must be made by flow(), chain() or group()',
    'zh-CN': '必须由 flow()、chain() 或 group() 创建',
  },
  flowChildrenNotList: { en: 'must be a list of flows', 'zh-CN': '必须是流程的列表' },
  onChildFailureUnknown: {
    en: "must be 'fail', 'wait' or 'ignore'",
    'zh-CN': "必须是 'fail'、'wait' 或 'ignore'",
  },
  chainEmpty: { en: 'must have at least one link', 'zh-CN': '至少要有一环' },
  chainLinkHasChildren: {
    en: 'only the first link of a chain may have children: those of a later one would begin beside the link before it',
    'zh-CN': '只有链的第一环可以有子任务：后面各环的子任务会与前一环同时开始',
  },
  callbackHasChildren: {
    en: 'has children already: give them in the group',
    'zh-CN': '已有子任务：请在 group 中给出',
  },
  childFailed: {
    en: 'Job {jobId} is not run: its child {childId} has not completed',
    'zh-CN': '任务 {jobId} 不会执行：它的子任务 {childId} 没有完成',
  },
  childFailedOf: {
    en: 'Job {jobId} is not run: its child {childId} has not completed: {error}',
    'zh-CN': '任务 {jobId} 不会执行：它的子任务 {childId} 没有完成：{error}',
  },
  childMisfit: {
    en: 'The result of the child {jobId} does not fit the output of {task}',
    'zh-CN': '子任务 {jobId} 的结果不符合 {task} 的 output',
  },
  strictOrderNeedsOne: {
    en: 'strictOrder needs a limit of 1',
    'zh-CN': 'strictOrder 要求 limit 为 1',
  },
  keyNotText: {
    en: 'concurrency.key of {task} gave a {got}; it must give a text',
    'zh-CN': '{task} 的 concurrency.key 返回了 {got}；必须返回文本',
  },
  keyWrongText: {
    en: 'concurrency.key of {task}: {problem}',
    'zh-CN': '{task} 的 concurrency.key：{problem}',
  },
  strictOrderOf: {
    en: 'strictOrder of task {task}',
    'zh-CN': '任务 {task} 的 strictOrder',
  },
  lineUnanswered: {
    en: 'the result store did not say whether it has put the job into its line: {problem}',
    'zh-CN': '结果存储未答复是否已将任务放入其队伍：{problem}',
  },
  limitsOfClient: { en: 'limits of a client', 'zh-CN': '客户端的 limits' },
  needsEntries: {
    en: '{what} needs a result store with entries: memory, Redis or SQL',
    'zh-CN': '{what} 需要支持 entries 的结果存储：内存、Redis 或 SQL',
  },
  needsResultStore: {
    en: '{what} needs a result store: pass resultStore when creating the client',
    'zh-CN': '{what} 需要结果存储：创建 client 时请传入 resultStore',
  },
  needsStreams: {
    en: '{what} needs a result store that keeps streams, as Redis, PostgreSQL and memory do: pass one as resultStore',
    'zh-CN': '{what} 需要支持流的结果存储，例如 Redis、PostgreSQL 或内存：请作为 resultStore 传入',
  },
  streamNameReserved: {
    en: 'must not begin with {prefix}',
    'zh-CN': '不能以 {prefix} 开头',
  },
  mustBeStreamId: {
    en: 'must be the id of an entry of a stream',
    'zh-CN': '必须是流中某一项的 id',
  },
  streamOvertaken: {
    en: '{missed} items of stream {stream} of job {jobId} were dropped before they were read',
    'zh-CN': '任务 {jobId} 的流 {stream} 中有 {missed} 项在读取之前已被丢弃',
  },
  deliverySettled: {
    en: 'A delivery from {queue} was settled twice',
    'zh-CN': '来自 {queue} 的一次投递被重复确认',
  },
  notOpened: {
    en: '{what} could not be opened within {seconds} s',
    'zh-CN': '{what} 未能在 {seconds} 秒内打开',
  },
  publishingBlocked: {
    en: 'The broker takes no messages: {reason}',
    'zh-CN': '消息服务器暂停接收消息：{reason}',
  },
  notConsuming: {
    en: 'Nothing is consumed from {queue}: {error}',
    'zh-CN': '未能消费 {queue}：{error}',
  },
  closed: { en: '{what} is closed', 'zh-CN': '{what} 已关闭' },
  unknownScheme: {
    en: 'No {kind} is registered for "{scheme}:"; a URL begins with one of {known}',
    'zh-CN': '没有为 "{scheme}:" 注册 {kind}；URL 应以下列之一开头：{known}',
  },
  uniqueNeedsStore: {
    en: 'jobId {jobId} was given but no result store is configured, so it cannot be kept unique (said once)',
    'zh-CN': '给出了 jobId {jobId}，但没有配置结果存储，无法保证唯一（只提示一次）',
  },
  uniqueNeedsEntries: {
    en: 'unique needs a result store with entries, which this client has not; use @arq/result-redis, @arq/result-sql or the memory store',
    'zh-CN':
      'unique 需要带条目（entries）的结果存储，而此 client 没有；请使用 @arq/result-redis、@arq/result-sql 或内存存储',
  },
  uniqueNeedsWindow: {
    en: 'has the mode replace, which needs a window: how long to wait for further calls',
    'zh-CN': '的 mode 为 replace，需要 window：等待后续调用的时长',
  },
  uniqueTakesNoWindow: {
    en: 'has the mode keepLast, which takes no window; for a wait after each call use replace',
    'zh-CN': '的 mode 为 keepLast，不接受 window；若要在每次调用后等待，请使用 replace',
  },
  uniqueTakesNoMaxWait: {
    en: 'has a maxWait, which is for the mode replace only',
    'zh-CN': '设置了 maxWait，它只用于 mode 为 replace 的情况',
  },
  uniqueAlone: {
    en: 'cannot be given together with {other}',
    'zh-CN': '不能与 {other} 同时使用',
  },
  uniqueBesideLimit: {
    en: 'unique and the concurrency of task {task} do not go together: leave one of the two away',
    'zh-CN': 'unique 不能与任务 {task} 的 concurrency 同时使用：请去掉其中之一',
  },
  uniqueNotInFlow: {
    en: 'cannot be given to a job of a flow: its parent waits for this job, not for another one of its key',
    'zh-CN': '不能用于流程中的任务：父任务等待的是这个任务，而不是同一个键的另一个任务',
  },
  uniqueTooLarge: {
    en: 'takes a message of at most {limit} bytes, and this one has {bytes}; give the place of what is large, not itself',
    'zh-CN': '的消息最多 {limit} 字节，而此消息有 {bytes} 字节；请传递大数据的位置，而不是数据本身',
  },
  storeDegraded: {
    en: 'The result store is down; jobs go on without it: {error}',
    'zh-CN': '结果存储不可用，任务在没有它的情况下继续：{error}',
  },
  storeRecovered: { en: 'The result store is back', 'zh-CN': '结果存储已恢复' },
  storeUnreachable: {
    en: '{database} at {address} cannot be reached: {reason}',
    'zh-CN': '无法连接 {address} 上的 {database}：{reason}',
  },
  storeLoginRefused: {
    en: '{database} at {address} refuses the connection: {reason}',
    'zh-CN': '{address} 上的 {database} 拒绝了连接：{reason}',
  },
  storeConnectionLost: {
    en: 'The connection to {database} at {address} broke before it answered: {reason}',
    'zh-CN': '与 {address} 上 {database} 的连接在收到应答前中断：{reason}',
  },
  storeTimedOut: {
    en: '{database} at {address} did not answer within {timeoutMs} ms (commandTimeout)',
    'zh-CN': '{address} 上的 {database} 在 {timeoutMs} 毫秒内未应答（commandTimeout）',
  },
  storeUnavailable: {
    en: '{database} at {address} takes no commands for now: {reason}',
    'zh-CN': '{address} 上的 {database} 暂时不接受命令：{reason}',
  },
  storeRefused: {
    en: '{database} at {address} refused a command: {reason}',
    'zh-CN': '{address} 上的 {database} 拒绝了命令：{reason}',
  },
  recordUnstorable: {
    en: 'The record of job {jobId} cannot be stored: {reason}',
    'zh-CN': '任务 {jobId} 的记录无法存储：{reason}',
  },
})
