import { defineTexts } from '@arq/core'

/** The command line's texts for people, in both languages. */
export const texts = defineTexts({
  error: { en: 'error: ', 'zh-CN': '错误：' },
  warning: { en: 'warning: ', 'zh-CN': '警告：' },
  seeDebug: {
    en: 'Give --debug to see where it happened.',
    'zh-CN': '使用 --debug 查看出错位置。',
  },

  // --- help -------------------------------------------------------------------------------------
  usage: { en: 'Usage: $0 <command> [options]', 'zh-CN': '用法：$0 <命令> [选项]' },
  exitCodes: {
    en: 'Exit codes: 0 done, 1 failed or too much lag, 2 wrong flag or word, 3 no connection or no permission, 4 no such topic, group or message, 130 interrupted.\nROCKETMQ_ACCESS_KEY and ROCKETMQ_SECRET_KEY sign every request. ARQ_LANG=en or zh-CN chooses the language.',
    'zh-CN':
      '退出码：0 完成，1 失败或堆积过多，2 选项或参数错误，3 无法连接或无权限，4 主题、消费组或消息不存在，130 被中断。\nROCKETMQ_ACCESS_KEY 与 ROCKETMQ_SECRET_KEY 用于签名每个请求。ARQ_LANG=en 或 zh-CN 选择语言。',
  },
  commandMissing: {
    en: 'a command is missing; known: {known}; see rocketmq --help',
    'zh-CN': '缺少命令；已知：{known}；参见 rocketmq --help',
  },
  commandLine: { en: 'command line', 'zh-CN': '命令行' },
  parserSaid: { en: '{problem}', 'zh-CN': '{problem}' },
  wordMissing: {
    en: '{word} is missing, for example: {example}',
    'zh-CN': '缺少 {word}，例如：{example}',
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
  unknownWord: { en: '"{word}" belongs to no flag', 'zh-CN': '"{word}" 不属于任何选项' },
  givenTwice: { en: 'was given more than once', 'zh-CN': '给出了多次' },
  notACount: {
    en: '{value} is no whole number of at least {min}',
    'zh-CN': '{value} 不是不小于 {min} 的整数',
  },
  notADuration: {
    en: '{value} is no duration: 250ms, 10s, 5m, 2h, 1d, or seconds',
    'zh-CN': '{value} 不是时长：250ms、10s、5m、2h、1d 或秒数',
  },
  notATime: {
    en: '{value} is no time: 2026-11-29T08:00:00Z, or how long ago: 15m',
    'zh-CN': '{value} 不是时间：2026-11-29T08:00:00Z，或多久之前：15m',
  },
  notAPlace: {
    en: '{value} is none of: earliest, latest, 2026-11-29T08:00:00Z, or how long ago: 15m',
    'zh-CN': '{value} 不是：earliest、latest、2026-11-29T08:00:00Z，或多久之前：15m',
  },
  notAProperty: { en: '{value} is not name=value', 'zh-CN': '{value} 不是 名称=值' },
  fileUnreadable: { en: 'cannot be read: {reason}', 'zh-CN': '无法读取：{reason}' },
  helpFlag: { en: 'Show this help', 'zh-CN': '显示帮助' },
  versionFlag: { en: 'Show the version', 'zh-CN': '显示版本' },
  debugFlag: { en: 'Show where errors happened', 'zh-CN': '显示出错位置' },
  all: { en: 'all', 'zh-CN': '全部' },
  required: { en: 'none, it is required', 'zh-CN': '无，必填' },
  fromVariable: { en: '[variable: {name}]', 'zh-CN': '[变量：{name}]' },
  nameServersFlag: {
    en: 'Name servers: host:port, several separated by a semicolon',
    'zh-CN': 'Name server：host:port，多个以分号分隔',
  },
  tlsFlag: { en: 'Connect with TLS', 'zh-CN': '使用 TLS 连接' },
  tlsCaFlag: {
    en: 'File with the certificate authority to trust; implies --tls',
    'zh-CN': '受信任的证书颁发机构文件；隐含 --tls',
  },
  timeoutFlag: {
    en: 'How long a server may take to answer: 250ms, 10s',
    'zh-CN': '服务器应答的时限：250ms、10s',
  },
  clusterFlag: { en: 'Only this cluster', 'zh-CN': '仅此集群' },
  jsonFlag: { en: 'Print JSON', 'zh-CN': '输出 JSON' },
  jsonLinesFlag: {
    en: 'Print JSON, one object on each line',
    'zh-CN': '输出 JSON，每行一个对象',
  },

  // --- topics -----------------------------------------------------------------------------------
  topicsCommand: { en: 'List topics, or show some of them', 'zh-CN': '列出主题，或显示其中几个' },
  topicsWords: { en: 'Topics to show; none lists all', 'zh-CN': '要显示的主题；不给出则列出全部' },
  allTopicsFlag: {
    en: 'Also retry, dead letter and system topics',
    'zh-CN': '包括重试、死信和系统主题',
  },
  exampleTopics: { en: 'the topics that somebody made', 'zh-CN': '用户创建的主题' },
  exampleTopic: {
    en: 'brokers, queues, messages and groups of one, for a program to read',
    'zh-CN': '一个主题的 broker、队列、消息和消费组，供程序读取',
  },
  topicSummary: {
    en: '{topic}: {messages} messages; groups: {groups}',
    'zh-CN': '{topic}：{messages} 条消息；消费组：{groups}',
  },

  // --- groups -----------------------------------------------------------------------------------
  groupsCommand: {
    en: 'List consumer groups, or show some of them',
    'zh-CN': '列出消费组，或显示其中几个',
  },
  groupsWords: {
    en: 'Groups to show; none lists all',
    'zh-CN': '要显示的消费组；不给出则列出全部',
  },
  exampleGroups: { en: 'all groups, and their brokers', 'zh-CN': '所有消费组及其 broker' },
  exampleGroup: {
    en: 'settings, members and subscriptions of one',
    'zh-CN': '一个消费组的设置、成员和订阅',
  },
  groupSummary: {
    en: '{group}: {members} members ({how}); may consume: {enabled}; dead letter after {retries} retries',
    'zh-CN': '{group}：{members} 个成员（{how}）；允许消费：{enabled}；重试 {retries} 次后进入死信',
  },
  groupSubscription: {
    en: '  subscribes to {topic}: {expression}',
    'zh-CN': '  订阅 {topic}：{expression}',
  },

  // --- progress ---------------------------------------------------------------------------------
  progressCommand: {
    en: 'Show how far groups have come in each queue, and how much waits',
    'zh-CN': '显示消费组在每个队列的进度和堆积',
  },
  progressWords: { en: 'Groups to show', 'zh-CN': '要显示的消费组' },
  topicFlag: { en: 'Only this topic', 'zh-CN': '仅此主题' },
  membersFlag: {
    en: 'Ask each member which queues it has',
    'zh-CN': '询问每个成员拥有哪些队列',
  },
  maxLagFlag: {
    en: 'End with 1 when more messages wait for a group than this',
    'zh-CN': '堆积超过此数时以退出码 1 结束',
  },
  exampleProgress: { en: 'every queue of one group', 'zh-CN': '一个消费组的每个队列' },
  exampleMaxLag: {
    en: 'for a monitor: ends with 1 when more than 1000 wait',
    'zh-CN': '用于监控：堆积超过 1000 时以 1 结束',
  },
  progressSummary: {
    en: '{group}: {lag} waiting, {tps} messages/s',
    'zh-CN': '{group}：堆积 {lag}，{tps} 条/秒',
  },

  // --- tail -------------------------------------------------------------------------------------
  tailCommand: {
    en: 'Show the messages of a topic as they come, until Ctrl-C; takes none away',
    'zh-CN': '显示主题不断到来的消息，直到 Ctrl-C；不影响任何消费组',
  },
  topicWord: { en: 'Topic', 'zh-CN': '主题' },
  fromFlag: {
    en: 'Begin at earliest, latest, a time, or so long ago: 15m',
    'zh-CN': '起点：earliest、latest、某一时间，或多久之前：15m',
  },
  onceFlag: {
    en: 'End when all that is there is shown; begins at earliest then',
    'zh-CN': '显示现有消息后即结束；此时从 earliest 开始',
  },
  countFlag: { en: 'End after so many messages', 'zh-CN': '在这么多消息后结束' },
  tagFilterFlag: {
    en: 'Only messages with this tag; may be repeated',
    'zh-CN': '仅此标签的消息；可重复给出',
  },
  exampleTail: { en: 'what comes from now on', 'zh-CN': '从现在起到来的消息' },
  exampleTailOnce: {
    en: 'what came in the last quarter of an hour, for a program to read',
    'zh-CN': '最近一刻钟的消息，供程序读取',
  },

  // --- send -------------------------------------------------------------------------------------
  sendCommand: {
    en: 'Send a message; its body is the word after the topic, or standard input',
    'zh-CN': '发送一条消息；消息体为主题后的参数或标准输入',
  },
  sendWords: { en: 'Topic, and the body', 'zh-CN': '主题和消息体' },
  tagFlag: { en: 'Tag of the message', 'zh-CN': '消息标签' },
  keyFlag: { en: 'Key to look it up by; may be repeated', 'zh-CN': '用于查询的键；可重复给出' },
  propertyFlag: { en: 'Property name=value; may be repeated', 'zh-CN': '属性 名称=值；可重复给出' },
  shardingKeyFlag: {
    en: 'Messages of one sharding key go to one queue',
    'zh-CN': '同一 sharding key 的消息进入同一队列',
  },
  delayFlag: {
    en: 'Deliver it after this time: 10s, 5m (RocketMQ 5)',
    'zh-CN': '延迟投递：10s、5m（RocketMQ 5）',
  },
  delayLevelFlag: { en: 'Delay by level, 1 to 18', 'zh-CN': '延迟级别，1 到 18' },
  linesFlag: {
    en: 'Send each line of standard input as a message',
    'zh-CN': '将标准输入的每一行作为一条消息发送',
  },
  groupFlag: { en: 'Producer group', 'zh-CN': '生产者组' },
  exampleSend: { en: 'one message', 'zh-CN': '一条消息' },
  exampleLines: { en: 'a message of each line of a file', 'zh-CN': '文件的每一行一条消息' },
  linesAndBody: {
    en: 'cannot be used beside a body; leave one of the two out',
    'zh-CN': '不能与消息体同时使用；请去掉其中之一',
  },
  bodyWord: { en: 'the body', 'zh-CN': '消息体' },
  bodyMissing: {
    en: 'is missing: write it after the topic, or pipe it in',
    'zh-CN': '缺失：请写在主题之后，或通过管道传入',
  },
  sentLine: {
    en: '{msgId} is at {place} of {topic} ({status})',
    'zh-CN': '{msgId} 位于 {topic} 的 {place}（{status}）',
  },

  // --- dead letters -----------------------------------------------------------------------------
  dlqCommand: {
    en: 'Show messages that groups gave up, and send them again',
    'zh-CN': '显示消费组放弃的消息，并重新发送',
  },
  dlqWords: {
    en: 'list, or inspect or resend and a group',
    'zh-CN': 'list，或 inspect、resend 加消费组',
  },
  idFlag: {
    en: 'Only the message of this id; may be repeated',
    'zh-CN': '仅此 id 的消息；可重复给出',
  },
  untilFlag: {
    en: 'Only messages stored before this time, or so long ago: 15m',
    'zh-CN': '仅在此时间之前存储的消息，或多久之前：15m',
  },
  allLettersFlag: {
    en: 'resend: all of them, where nothing else chooses',
    'zh-CN': 'resend：未用其他方式选择时，全部重发',
  },
  toTopicFlag: {
    en: 'resend: to the original topic, so that every group gets them',
    'zh-CN': 'resend：发回原主题，所有消费组都会收到',
  },
  dryRunFlag: { en: 'resend: only show which', 'zh-CN': 'resend：只显示将重发哪些' },
  exampleDlqList: { en: 'groups with dead letters', 'zh-CN': '有死信的消费组' },
  exampleDlqInspect: { en: 'those of the last day', 'zh-CN': '最近一天的死信' },
  exampleDlqResend: { en: 'one of them, to this group alone', 'zh-CN': '其中一条，只发给该消费组' },
  unknownAction: {
    en: 'unknown action {action}; known: {known}',
    'zh-CN': '未知操作 {action}；已知：{known}',
  },
  groupNeeded: {
    en: 'a group is missing: rocketmq dlq {action} <group>',
    'zh-CN': '缺少消费组：rocketmq dlq {action} <消费组>',
  },
  choiceNeeded: {
    en: 'choose what to send: --id, --from, --to or --count; or --all for everything',
    'zh-CN': '请选择要发送的消息：--id、--from、--to 或 --count；或用 --all 表示全部',
  },
  nothingChosen: {
    en: 'none of the dead letters of {group} fits; nothing was sent',
    'zh-CN': '{group} 的死信中没有符合条件的；未发送任何消息',
  },
  resentLine: { en: '{msgId} is sent to {topic}', 'zh-CN': '{msgId} 已发送到 {topic}' },

  // --- columns ----------------------------------------------------------------------------------
  columnTopic: { en: 'TOPIC', 'zh-CN': '主题' },
  columnKind: { en: 'KIND', 'zh-CN': '类型' },
  columnBroker: { en: 'BROKER', 'zh-CN': 'BROKER' },
  columnBrokers: { en: 'BROKERS', 'zh-CN': 'BROKER' },
  columnQueue: { en: 'QUEUE', 'zh-CN': '队列' },
  columnReadQueues: { en: 'READ', 'zh-CN': '读队列' },
  columnWriteQueues: { en: 'WRITE', 'zh-CN': '写队列' },
  columnPerm: { en: 'PERM', 'zh-CN': '权限' },
  columnAttributes: { en: 'ATTRIBUTES', 'zh-CN': '属性' },
  columnMinOffset: { en: 'MIN', 'zh-CN': '最小位点' },
  columnMaxOffset: { en: 'MAX', 'zh-CN': '最大位点' },
  columnConsumed: { en: 'CONSUMED', 'zh-CN': '消费位点' },
  columnLag: { en: 'LAG', 'zh-CN': '堆积' },
  columnInflight: { en: 'INFLIGHT', 'zh-CN': '处理中' },
  columnLast: { en: 'LAST', 'zh-CN': '最后时间' },
  columnGroup: { en: 'GROUP', 'zh-CN': '消费组' },
  columnClient: { en: 'CLIENT', 'zh-CN': '客户端' },
  columnAddress: { en: 'ADDRESS', 'zh-CN': '地址' },
  columnLanguage: { en: 'LANGUAGE', 'zh-CN': '语言' },
  columnVersion: { en: 'VERSION', 'zh-CN': '版本' },
  columnLetters: { en: 'MESSAGES', 'zh-CN': '消息数' },
})
