import { defineTexts } from '@arq/core'

/** Texts of `arq outbox`. */
export const outboxTexts = defineTexts({
  urlArgument: {
    en: 'URL of the database: postgresql://…, mysql://… or mariadb://…; default: {variable}',
    'zh-CN': '数据库的 URL：postgresql://…、mysql://… 或 mariadb://…；默认为 {variable}',
  },
  urlAndIdsArgument: {
    en: 'URL of the database, unless {variable} says it, then ids of jobs that were set aside or are to be tried again',
    'zh-CN': '数据库的 URL（除非由 {variable} 给出），然后是已搁置或待重试的任务 id',
  },
  dialectArgument: { en: 'postgresql or mysql', 'zh-CN': 'postgresql 或 mysql' },
  noUrl: {
    en: 'which database? Give its URL, or set {variable}',
    'zh-CN': '哪个数据库？请给出其 URL，或设置 {variable}',
  },
  notUrl: {
    en: '{given} is neither the URL of a database, as postgresql://localhost/shop, nor one of status, retry, drop, migrate, schema',
    'zh-CN':
      '{given} 既不是数据库的 URL（例如 postgresql://localhost/shop），也不是 status、retry、drop、migrate、schema 之一',
  },
  oneDialect: {
    en: 'must be one of {known}',
    'zh-CN': '必须是以下之一：{known}',
  },
  prefixFlag: {
    en: 'First part of the names of the tables',
    'zh-CN': '数据表名称的前缀',
  },
  burstFlag: {
    en: 'Send what there is now, and end',
    'zh-CN': '发送现有的任务，然后结束',
  },
  batchFlag: {
    en: 'The most jobs that are sent together, in one transaction',
    'zh-CN': '一个事务中一起发送的最大任务数',
  },
  noMigrateFlag: {
    en: 'Make no tables: they are there',
    'zh-CN': '不创建数据表：它们已存在',
  },
  running: {
    en: 'Sending the jobs of the outbox in {database}',
    'zh-CN': '正在发送 {database} 的 outbox 中的任务',
  },
  sent: {
    en: 'Sent {sent} jobs; set aside: {setAside}; to be tried again: {putOff}',
    'zh-CN': '已发送 {sent} 个任务；搁置：{setAside}；待重试：{putOff}',
  },
  status: {
    en: 'Waiting: {waiting} (to be tried again: {retrying}); set aside: {aside}',
    'zh-CN': '等待：{waiting}（待重试：{retrying}）；搁置：{aside}',
  },
  oldest: {
    en: 'Oldest of those that wait: {at}, {seconds} s ago',
    'zh-CN': '等待中最早的一个：{at}，{seconds} 秒前',
  },
  columnJob: { en: 'JOB', 'zh-CN': '任务' },
  columnTask: { en: 'TASK', 'zh-CN': '任务函数' },
  columnQueue: { en: 'QUEUE', 'zh-CN': '队列' },
  columnState: { en: 'STATE', 'zh-CN': '状态' },
  stateAside: { en: 'set aside {at}', 'zh-CN': '搁置于 {at}' },
  stateRetrying: {
    en: 'tried {attempts} times, again {at}',
    'zh-CN': '已试 {attempts} 次，下次 {at}',
  },
  columnError: { en: 'ERROR', 'zh-CN': '错误' },
  noneAside: {
    en: 'Nothing of the kind: no such job was set aside or is to be tried again',
    'zh-CN': '没有：没有这样的任务被搁置或待重试',
  },
  allFlag: { en: 'All that were set aside', 'zh-CN': '所有搁置的任务' },
  yesFlag: { en: 'Do not ask', 'zh-CN': '不再询问' },
  sayWhich: {
    en: 'say which: ids of jobs, as arq outbox status shows them, or --all for all that were set aside',
    'zh-CN': '请指明哪些：arq outbox status 显示的任务 id，或用 --all 表示所有搁置的任务',
  },
  askDrop: {
    en: 'Drop {count} jobs of the outbox for good? They were not sent, and never will be. [y/N] ',
    'zh-CN': '永久删除 outbox 中的 {count} 个任务？它们尚未发送，以后也不会发送。[y/N] ',
  },
  dropped: { en: '{count} jobs were dropped', 'zh-CN': '已删除 {count} 个任务' },
  retried: {
    en: '{count} jobs wait again',
    'zh-CN': '{count} 个任务重新等待发送',
  },
  unchanged: {
    en: 'The tables have version {version}: nothing is to be done',
    'zh-CN': '数据表为版本 {version}：无需更改',
  },
  migrated: {
    en: 'The tables were brought from version {from} to {to}',
    'zh-CN': '数据表已从版本 {from} 更新到 {to}',
  },
  exampleRun: {
    en: 'Sends jobs until it is told to stop; any number of these may run',
    'zh-CN': '持续发送任务直到被要求停止；可同时运行任意多个',
  },
  exampleBurst: {
    en: 'Sends what there is, as from a timer',
    'zh-CN': '发送现有的任务，例如由定时器启动',
  },
  exampleStatus: {
    en: 'How many wait, for a program that watches it',
    'zh-CN': '等待的数量，供监控程序使用',
  },
  exampleRetry: {
    en: 'After the cause was mended',
    'zh-CN': '修复原因之后',
  },
  exampleDrop: {
    en: 'One job, as arq outbox status shows it; asks first',
    'zh-CN': '一个任务，其 id 由 arq outbox status 显示；先询问',
  },
  exampleDropAll: {
    en: 'All that were set aside, without a question',
    'zh-CN': '所有搁置的任务，不再询问',
  },
  exampleMigrate: {
    en: 'Before the application that enqueues is deployed',
    'zh-CN': '在部署加入任务的应用之前',
  },
  exampleSchema: {
    en: 'A file for your own migrations',
    'zh-CN': '供自己的迁移使用的文件',
  },
})
