import { defineTexts } from '@arq/core'

/** The command line's texts for people, in both languages. */
export const texts = defineTexts({
  notAccepted: { en: 'is not accepted', 'zh-CN': '不被接受' },
  mustBeLevel: { en: 'must be one of {known}', 'zh-CN': '必须是 {known} 之一' },
  error: { en: 'error: ', 'zh-CN': '错误：' },
  warning: { en: 'warning: ', 'zh-CN': '警告：' },
  seeDebug: {
    en: 'Give --debug to see where it happened.',
    'zh-CN': '使用 --debug 查看出错位置。',
  },

  // --- help -------------------------------------------------------------------------------------
  usage: { en: 'Usage: arq <command> [options]', 'zh-CN': '用法：arq <命令> [选项]' },
  exitCodes: {
    en: 'Exit codes: 0 done, 1 failed while running (jobs failed in a burst), 2 wrong flag or setting, 3 no connection, 4 no such queue, job or worker.\nARQ_LANG=en or zh-CN chooses the language.',
    'zh-CN':
      '退出码：0 完成，1 运行中失败（burst 模式下有任务失败），2 选项或设置错误，3 无法连接，4 队列、任务或 worker 不存在。\nARQ_LANG=en 或 zh-CN 选择语言。',
  },
  commandMissing: {
    en: 'a command is missing, for example arq worker or arq doctor; see arq --help',
    'zh-CN': '缺少命令，例如 arq worker 或 arq doctor；参见 arq --help',
  },
  commandIncomplete: { en: 'one of: {known}', 'zh-CN': '可用的有：{known}' },
  examples: { en: 'Examples:', 'zh-CN': '示例：' },
  helpOfVerb: {
    en: 'arq <command> --help shows its flags and examples.',
    'zh-CN': 'arq <命令> --help 显示其选项和示例。',
  },
  configFlag: {
    en: 'Configuration file; without it, arq.config.yaml, .yml, .json or .ts in this folder, if there is one',
    'zh-CN': '配置文件；不给出则使用当前目录中的 arq.config.yaml、.yml、.json 或 .ts（如有）',
  },
  namesMissing: {
    en: '<{names}> is missing, for example: {example}',
    'zh-CN': '缺少 <{names}>，例如：{example}',
  },
  namesTooMany: {
    en: 'too many <{names}>, for example: {example}',
    'zh-CN': '<{names}> 过多，例如：{example}',
  },
  commandLine: { en: 'command line', 'zh-CN': '命令行' },
  parserSaid: { en: '{problem}', 'zh-CN': '{problem}' },
  flagMissing: {
    en: '--{flag} is missing, for example: {example}',
    'zh-CN': '缺少 --{flag}，例如：{example}',
  },
  unknownFlag: { en: 'unknown flag {flag}', 'zh-CN': '未知选项 {flag}' },
  unknownFlagMeant: {
    en: 'unknown flag {flag}; did you mean {meant}?',
    'zh-CN': '未知选项 {flag}；是否想用 {meant}？',
  },
  unknownCommand: {
    en: 'unknown command {command}; known: {known}',
    'zh-CN': '未知命令 {command}；已知：{known}',
  },
  unknownCommandMeant: {
    en: 'unknown command {command}; did you mean {meant}?',
    'zh-CN': '未知命令 {command}；是否想用 {meant}？',
  },
  unknownWord: {
    en: '"{word}" belongs to no flag',
    'zh-CN': '"{word}" 不属于任何选项',
  },
  unknownWordQueue: {
    en: '"{word}" belongs to no flag; for a queue: -q {word}',
    'zh-CN': '"{word}" 不属于任何选项；指定队列请用 -q {word}',
  },
  givenTwice: { en: 'was given more than once', 'zh-CN': '给出了多次' },
  wrongValue: { en: '{value}: {problem}', 'zh-CN': '{value}：{problem}' },
  helpFlag: { en: 'Show this help', 'zh-CN': '显示帮助' },
  versionFlag: { en: 'Show the version', 'zh-CN': '显示版本' },
  debugFlag: {
    en: 'Log at level debug, and show where errors happened',
    'zh-CN': '以 debug 级别记录日志，并显示出错位置',
  },
  jsonFlag: { en: 'Print JSON', 'zh-CN': '输出 JSON' },
  workerModuleFlag: {
    en: 'Settings: <module>:<export>, a .ts, .js, .mjs or .cjs file and an object, class or list of functions in it',
    'zh-CN': '设置：<模块>:<导出>，.ts、.js、.mjs 或 .cjs 文件及其中的对象、类或函数列表',
  },
  serversModuleFlag: {
    en: 'Settings module whose broker, result store and queues are meant: <module>:<export>',
    'zh-CN': '使用该设置模块的消息服务器、结果存储和队列：<模块>:<导出>',
  },
  storeFlag: { en: 'Where state and results are kept', 'zh-CN': '状态与结果的存储位置' },
  rabbitmqUrlFlag: { en: 'Broker', 'zh-CN': '消息服务器' },
  workerTimeoutFlag: {
    en: 'Give up (exit 3) when the broker is not reached within this time; without it, a worker keeps trying',
    'zh-CN': '在此时间内连不上消息服务器则放弃（退出码 3）；不给出则一直重试',
  },
  queueInfoTimeoutFlag: {
    en: 'Give up (exit 3) when the broker is not reached within this time',
    'zh-CN': '在此时间内连不上消息服务器则放弃（退出码 3）',
  },
  prefetchCountFlag: {
    en: 'Jobs per queue that the broker may hand out before one is settled',
    'zh-CN': '每个队列在确认前最多可投递的任务数',
  },
  queueFlag: { en: 'Queue to work on; may be repeated', 'zh-CN': '要处理的队列；可重复给出' },
  maxRetriesFlag: { en: 'Runs after the first one', 'zh-CN': '首次执行之后的重试次数' },
  jobTimeoutFlag: {
    en: 'A run may take this long: seconds, or 250ms, 10s, 5m, 2h',
    'zh-CN': '单次执行的最长时间：秒数，或 250ms、10s、5m、2h',
  },
  maxConcurrentJobsFlag: { en: 'Jobs that run at once', 'zh-CN': '同时运行的任务数' },
  burstFlag: {
    en: 'Run the jobs that there are, and end: with 0, or with 1 when jobs failed',
    'zh-CN': '执行现有任务后退出：退出码 0，有任务失败则为 1',
  },
  burstTimeoutFlag: {
    en: 'End a burst after this time at the latest',
    'zh-CN': 'burst 模式最长运行时间',
  },
  burstCheckIntervalFlag: {
    en: 'Time between two looks at the queues in a burst',
    'zh-CN': 'burst 模式检查队列的间隔',
  },
  burstNoWaitFlag: {
    en: 'End a burst without waiting for running jobs and for retries; what runs is handed back',
    'zh-CN': 'burst 模式结束时不等待运行中的任务和重试；运行中的任务退回队列',
  },
  maxBurstJobsFlag: {
    en: 'End a burst after so many runs, retries included',
    'zh-CN': 'burst 模式最多执行次数（含重试）',
  },
  logLevelFlag: {
    en: 'Write log lines of this level and above',
    'zh-CN': '记录此级别及以上的日志',
  },
  mustBeScheme: {
    en: 'must be the scheme of a URL: letters, digits, +, . and -',
    'zh-CN': '必须是 URL 的协议名：字母、数字、+、. 和 -',
  },
  notAStoreFunction: {
    en: '{path} exports no function {exportName} that opens a result store',
    'zh-CN': '{path} 没有导出用于打开结果存储的函数 {exportName}',
  },
  resultStoreUrlFlag: {
    en: 'Where state and results are kept; without it, clients get results by reply',
    'zh-CN': '状态与结果的存储位置；不给出则以回复方式返回结果',
  },
  managementUrlFlag: {
    en: 'Management API, with user and password: tells type, unacknowledged, rates and delayed jobs, some seconds late',
    'zh-CN': '管理 API，含用户名和密码：提供类型、未确认数、速率和延迟任务数，有数秒延迟',
  },
  fromVariable: { en: '[variable: {name}]', 'zh-CN': '[变量：{name}]' },
  exampleModule: {
    en: 'the settings that settings.ts exports as workerSettings',
    'zh-CN': '使用 settings.ts 导出的 workerSettings',
  },
  exampleQueues: {
    en: 'two queues, four jobs at once, whatever the module says',
    'zh-CN': '两个队列，同时四个任务，不论模块如何设置',
  },
  exampleBurst: {
    en: 'from cron: what there is, then end',
    'zh-CN': '由 cron 调用：处理现有任务后退出',
  },
  exampleUrls: { en: 'servers from the environment', 'zh-CN': '从环境变量读取服务器' },
  queueArgument: {
    en: 'Queues to show [variable: ARQ_QUEUE_NAME]',
    'zh-CN': '要显示的队列 [变量：ARQ_QUEUE_NAME]',
  },
  exampleInfo: { en: 'the queue called default', 'zh-CN': '名为 default 的队列' },
  exampleInfoJson: { en: 'two queues, for a program to read', 'zh-CN': '两个队列，供程序读取' },
  resultStoreName: { en: 'the result store', 'zh-CN': '结果存储' },
  doctorManagementUrlFlag: {
    en: 'Management API, with user and password: shows what AMQP does not tell',
    'zh-CN': '管理 API，含用户名和密码：可查看 AMQP 不提供的内容',
  },
  doctorStoreFlag: {
    en: 'Where state and results are kept; without it, no store is looked at',
    'zh-CN': '状态与结果的存储位置；不给出则不检查存储',
  },
  doctorOutboxFlag: {
    en: 'Database of an outbox to look at; default: {variable}',
    'zh-CN': '要检查的 outbox 所在数据库；默认为 {variable}',
  },
  doctorQueueFlag: {
    en: 'Queue to look at; may be repeated; without it, the queues of the settings module',
    'zh-CN': '要检查的队列；可重复给出；不给出则检查设置模块中的队列',
  },
  doctorTimeoutFlag: {
    en: 'Take the broker for absent when it is not reached within this time',
    'zh-CN': '在此时间内连不上则视消息服务器为不可用',
  },
  strictFlag: { en: 'End with 1 for warnings, too', 'zh-CN': '有警告时也以退出码 1 结束' },
  exampleDoctorModule: {
    en: 'the servers and queues of a worker',
    'zh-CN': '检查某个 worker 的服务器和队列',
  },
  exampleDoctorStrict: {
    en: 'a broker and one queue, all that can be told',
    'zh-CN': '检查消息服务器和一个队列的全部内容',
  },
  exampleDoctorJson: { en: 'for a program to read', 'zh-CN': '供程序读取' },

  // --- settings module --------------------------------------------------------------------------
  moduleAbsent: { en: '{path} does not exist', 'zh-CN': '{path} 不存在' },
  moduleMeant: {
    en: '{path} does not exist; did you mean {meant}?',
    'zh-CN': '{path} 不存在；是否想用 {meant}？',
  },
  moduleAmong: {
    en: '{path} does not exist; in that folder: {files}',
    'zh-CN': '{path} 不存在；该目录中有：{files}',
  },
  unknownExtension: {
    en: '{path} is no module; known extensions: {known}',
    'zh-CN': '{path} 不是模块；已知扩展名：{known}',
  },
  moduleThrew: { en: '{path} cannot be loaded: {reason}', 'zh-CN': '{path} 无法加载：{reason}' },
  noExports: { en: '{path} exports nothing', 'zh-CN': '{path} 没有任何导出' },
  exportUnnamed: {
    en: 'name an export, for example {path}:{example}; {path} exports: {known}',
    'zh-CN': '请指定导出，例如 {path}:{example}；{path} 导出：{known}',
  },
  exportMeant: {
    en: '{path} has no export {wanted}; did you mean {meant}?',
    'zh-CN': '{path} 没有导出 {wanted}；是否想用 {meant}？',
  },
  exportAmong: {
    en: '{path} has no export {wanted}; it exports: {known}',
    'zh-CN': '{path} 没有导出 {wanted}；其导出有：{known}',
  },
  isOneTask: {
    en: 'is a single task; export settings, or a list: [task]',
    'zh-CN': '是单个任务；请导出设置，或一个列表：[task]',
  },
  notSettings: {
    en: 'must be a settings object, a class with static functions, or a list of functions; got {got}',
    'zh-CN': '必须是设置对象、带静态 functions 的类，或函数列表；收到 {got}',
  },

  // --- parts ------------------------------------------------------------------------------------
  packageAbsent: {
    en: '{what} needs a package that is not installed. Install it: npm install {name}',
    'zh-CN': '{what} 需要一个未安装的包。请安装：npm install {name}',
  },
  flagAgainstObject: {
    en: 'cannot be used: the settings module constructs its own {key} ({object}). Leave the flag out, or have the module say {key}: {example}',
    'zh-CN':
      '无法使用：设置模块自行构造了 {key}（{object}）。请去掉该选项，或在模块中写 {key}: {example}',
  },
  flagAgainstOwn: {
    en: 'cannot be used: the settings module constructs its own {key} ({object}). Leave one of the two out',
    'zh-CN': '无法使用：设置模块自行构造了 {key}（{object}）。请去掉其中之一',
  },
  encryptionKeysWrong: {
    en: 'must be ids and keys of 32 bytes as base64: 2026-11=…,2026-05=…; the first one encrypts',
    'zh-CN': '必须是 id 与 32 字节密钥的 base64：2026-11=…,2026-05=…；第一个用于加密',
  },
  payloadsUrlWrong: {
    en: 'must be file:///folder or s3://bucket/prefix',
    'zh-CN': '必须是 file:///文件夹 或 s3://存储桶/前缀',
  },
  variableWithoutEffect: {
    en: '{name} has no effect: the settings module constructs its own {key} ({object})',
    'zh-CN': '{name} 无效：设置模块自行构造了 {key}（{object}）',
  },
  partNotUnderstood: {
    en: 'must be an object such as new {example}, or settings with a url',
    'zh-CN': '必须是 new {example} 这样的对象，或带 url 的设置',
  },

  // --- what asks --------------------------------------------------------------------------------
  noDuration: {
    en: '"{given}" is no duration such as 2s',
    'zh-CN': '"{given}" 不是时长，例如 2s',
  },
  noMoment: {
    en: '"{given}" is neither a duration such as 2h nor a time such as 2026-05-01T12:00:00Z',
    'zh-CN': '"{given}" 既不是时长（如 2h），也不是时间（如 2026-05-01T12:00:00Z）',
  },
  askNobody: {
    en: 'asks first, and nobody is there to answer: give --yes',
    'zh-CN': '执行前需要确认，但无人可以回答：请使用 --yes',
  },
  notDone: { en: 'Nothing was done.', 'zh-CN': '未做任何操作。' },

  // --- queue-info -------------------------------------------------------------------------------
  columnQueue: { en: 'QUEUE', 'zh-CN': '队列' },
  columnReady: { en: 'READY', 'zh-CN': '就绪' },
  columnChange: { en: 'CHANGE/S', 'zh-CN': '变化/秒' },
  columnIn: { en: 'IN/S', 'zh-CN': '入队/秒' },
  columnOut: { en: 'OUT/S', 'zh-CN': '完成/秒' },
  columnOldest: { en: 'OLDEST', 'zh-CN': '最早' },
  delayedJobs: {
    en: 'Jobs that wait for their time, of all queues: {count}',
    'zh-CN': '等待执行时间的任务（所有队列）：{count}',
  },
  columnUnacknowledged: { en: 'UNACKED', 'zh-CN': '未确认' },
  linesUnknown: {
    en: 'the result store does not answer, so jobs that wait in the lines of their keys are not counted: {problem}',
    'zh-CN': '结果存储没有响应，因此未统计在各键队伍中等待的任务：{problem}',
  },
  columnKeyed: { en: 'IN LINES', 'zh-CN': '队伍中' },
  columnConsumers: { en: 'CONSUMERS', 'zh-CN': '消费者' },
  columnType: { en: 'TYPE', 'zh-CN': '类型' },
  columnDlq: { en: 'DEAD LETTERS', 'zh-CN': '死信队列' },
  columnDlqReady: { en: 'PARKED', 'zh-CN': '死信数' },
  noSuchQueue: {
    en: 'queue {queue} does not exist on {transport}',
    'zh-CN': '{transport} 上不存在队列 {queue}',
  },
  managementSilent: {
    en: 'the management API did not answer, or refused the credentials: type, unacknowledged, rates and delayed jobs are unknown',
    'zh-CN': '管理 API 没有响应或拒绝了凭据：类型、未确认数、速率和延迟任务数未知',
  },
})
