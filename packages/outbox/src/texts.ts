import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  prefixWrong: {
    en: 'must be of a to z, 0 to 9 and _, not begin with a digit, at most 40',
    'zh-CN': '只能由 a 到 z、0 到 9 和 _ 组成，不能以数字开头，最长 40 个字符',
  },
  notATransaction: {
    en: 'must be a transaction of pg, mysql2, Kysely, Drizzle or Prisma, or {own}',
    'zh-CN': '必须是 pg、mysql2、Kysely、Drizzle 或 Prisma 的事务，或 {own}',
  },
  outsideOfTransaction: {
    en: 'is no transaction: {library} would commit the row by itself. Give what {library} calls your function with, or the connection on which you began the transaction',
    'zh-CN':
      '不是事务：{library} 会单独提交这一行。请传入 {library} 调用你的函数时给出的事务对象，或已开始事务的那个连接',
  },
  dialectUnknown: {
    en: '{library} does not tell a database that the outbox knows: PostgreSQL, MySQL or MariaDB. If it is one of them, say dialect in the settings',
    'zh-CN':
      '无法从 {library} 得知 outbox 所支持的数据库：PostgreSQL、MySQL 或 MariaDB。如果是其中之一，请在设置中给出 dialect',
  },
  mustBeDatabase: {
    en: 'must be the URL of the database, postgresql://… or mysql://…, or a MemoryOutbox',
    'zh-CN': '必须是数据库的 URL（postgresql://… 或 mysql://…），或 MemoryOutbox',
  },
  anEnqueuer: { en: 'a client', 'zh-CN': '客户端' },
  urlWrong: {
    en: 'must be a URL as postgresql://[user:password@]host[:port]/database, mysql://… or mariadb://…',
    'zh-CN':
      '必须是形如 postgresql://[user:password@]host[:port]/database、mysql://… 或 mariadb://… 的 URL',
  },
  driverAbsent: {
    en: '{scheme} needs the package {name}, which is not installed: npm install {name}',
    'zh-CN': '{scheme} 需要 {name} 包，但尚未安装：npm install {name}',
  },
  skipLockedAbsent: {
    en: 'The database at {address} has no FOR UPDATE SKIP LOCKED, which relays need: MariaDB has it from 10.6 on, MySQL from 8.0 on',
    'zh-CN':
      '{address} 上的数据库没有中继所需的 FOR UPDATE SKIP LOCKED：MariaDB 从 10.6 起、MySQL 从 8.0 起才有',
  },
  schemaAbsent: {
    en: 'There is no table {table} at {address}: run arq outbox migrate, or start a relay, which makes it unless migrate is off. Another prefix? It is the setting tablePrefix, and --table-prefix',
    'zh-CN':
      '{address} 上没有数据表 {table}：请运行 arq outbox migrate，或启动一个中继，它会创建该表（除非关闭了 migrate）。前缀不同？请看 tablePrefix 设置和 --table-prefix',
  },
  schemaOlder: {
    en: 'The table {table} at {address} has version {found}, and this program needs {needed}: run arq outbox migrate, or leave the setting migrate on',
    'zh-CN':
      '{address} 上的数据表 {table} 为版本 {found}，本程序需要版本 {needed}：请运行 arq outbox migrate，或保持 migrate 设置开启',
  },
  schemaNewer: {
    en: 'The table {table} at {address} has version {found}, and this program knows it up to {needed}: update @arq/outbox',
    'zh-CN':
      '{address} 上的数据表 {table} 为版本 {found}，本程序只认识到版本 {needed}：请升级 @arq/outbox',
  },
  away: {
    en: 'Jobs of the outbox wait, broker or result store are away: {reason}',
    'zh-CN': 'outbox 中的任务等待发送，消息服务器或结果存储不可用：{reason}',
  },
  tooSlow: {
    en: 'not confirmed within {seconds} s. The broker is slow, or a relay died while it sent the job: then the claimLease of its client has to pass',
    'zh-CN':
      '{seconds} 秒内未得到确认。消息服务器较慢，或某个中继在发送该任务时崩溃：那样需等待其客户端的 claimLease 过去',
  },
  databaseAway: {
    en: 'The relay cannot reach the outbox, and goes on trying: {reason}',
    'zh-CN': '中继无法访问 outbox，将继续尝试：{reason}',
  },
  back: {
    en: 'The relay sends jobs of the outbox again',
    'zh-CN': '中继已恢复发送 outbox 中的任务',
  },
  setAside: {
    en: 'Job {jobId} ({task}) of the outbox cannot be sent, and was set aside: {reason}. Mend what it says, then run arq outbox retry',
    'zh-CN':
      'outbox 中的任务 {jobId}（{task}）无法发送，已搁置：{reason}。修复其所述问题后，请运行 arq outbox retry',
  },
  later: {
    en: 'Job {jobId} ({task}) of the outbox could not be sent, and is tried again: {reason}',
    'zh-CN': 'outbox 中的任务 {jobId}（{task}）未能发送，稍后重试：{reason}',
  },
  strictOrderNotHere: {
    en: 'The jobs of {task} run in the order in which they are enqueued (strictOrder), and those of an outbox have no order: enqueue it by a client',
    'zh-CN':
      '{task} 的任务按加入队列的顺序执行（strictOrder），而 outbox 中的任务没有顺序：请通过 client 加入队列',
  },
  uniqueNotHere: {
    en: 'unique cannot be given to an outbox: whether a key has a job already is not decided in your transaction. Enqueue it by a client, or leave out what the task says: unique: false',
    'zh-CN':
      'outbox 不接受 unique：某个键是否已有任务无法在你的事务中决定。请通过 client 加入队列，或用 unique: false 不使用任务函数自带的 unique',
  },
})
