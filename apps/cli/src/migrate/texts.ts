import { defineTexts } from '@arq/core'

/** Texts of `arq migrate-store`. */
export const migrateTexts = defineTexts({
  moduleFlag: {
    en: 'Settings module whose result store is meant: <module>:<export>',
    'zh-CN': '使用该设置模块的结果存储：<模块>:<导出>',
  },
  checkFlag: {
    en: 'Only look, change nothing: exit 0 when the tables are up to date, 1 when they are not',
    'zh-CN': '只检查，不作更改：数据表为最新则退出码 0，否则为 1',
  },
  yesFlag: { en: 'Do not ask', 'zh-CN': '不再询问' },
  exampleModule: {
    en: 'show what is to be done, ask, and do it',
    'zh-CN': '显示待执行的迁移，询问后执行',
  },
  exampleYes: {
    en: 'before a release, as a user who may make tables',
    'zh-CN': '发布前，以有权建表的用户执行',
  },
  exampleCheck: { en: 'in a script: are they up to date?', 'zh-CN': '用于脚本：是否为最新？' },
  noStore: {
    en: 'there is no result store: give --result-store-url, or a settings module that has one',
    'zh-CN': '没有结果存储：请给出 --result-store-url，或含有结果存储的设置模块',
  },
  noTables: {
    en: 'This result store needs no tables: nothing is to be done.',
    'zh-CN': '此结果存储不需要数据表：无需迁移。',
  },
  upToDate: {
    en: 'The tables {tables} in {database} at {address} are up to date: version {found}.',
    'zh-CN': '{address} 上 {database} 中的数据表 {tables} 已是最新：版本 {found}。',
  },
  absent: {
    en: 'The tables {tables} are not there yet in {database} at {address}. To be run:',
    'zh-CN': '{address} 上的 {database} 中还没有数据表 {tables}。待执行：',
  },
  older: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program needs {needed}. To be run:',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序需要版本 {needed}。待执行：',
  },
  newer: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program knows them up to {needed}: update the package of the result store. Nothing was changed.',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序只认识到版本 {needed}：请升级结果存储的包。未作任何更改。',
  },
  step: { en: 'Version {version}:', 'zh-CN': '版本 {version}：' },
  ask: {
    en: 'Run this in {database} at {address}? [y/N] ',
    'zh-CN': '在 {address} 上的 {database} 中执行？[y/N] ',
  },
  done: {
    en: 'Done: from version {from} to {to}.',
    'zh-CN': '完成：从版本 {from} 到 {to}。',
  },
  doneByOther: {
    en: 'Nothing was left to be done: another process has brought the tables to version {to} meanwhile.',
    'zh-CN': '已无需执行：另一个进程此时已将数据表迁移到版本 {to}。',
  },
})
