import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  tablesAbsent: {
    en: 'the tables are not there',
    'zh-CN': '数据表不存在',
  },
  schemaOlder: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program needs {needed}: call migrate() of the store, or leave the setting migrate on',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序需要版本 {needed}：请调用存储的 migrate()，或保持 migrate 设置开启',
  },
  schemaNewer: {
    en: 'The tables {tables} in {database} at {address} have version {found}, and this program knows them up to {needed}: update @arq/result-sql',
    'zh-CN':
      '{address} 上 {database} 中的数据表 {tables} 为版本 {found}，本程序只认识到版本 {needed}：请升级 @arq/result-sql',
  },
  driverAbsent: {
    en: '{scheme} needs the package {name}, which is not installed: npm install {name}',
    'zh-CN': '{scheme} 需要 {name} 包，但尚未安装：npm install {name}',
  },
  notARecord: {
    en: 'The row of job {jobId} in {tables} holds something that is not a job record: {reason}',
    'zh-CN': '{tables} 中任务 {jobId} 的行不是任务记录：{reason}',
  },
})
