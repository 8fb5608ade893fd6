import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  connectionFailed: {
    en: '{database} at {address} cannot be reached: {reason}',
    'zh-CN': '无法连接 {address} 上的 {database}：{reason}',
  },
  connectionLost: {
    en: 'The connection to {database} at {address} broke before it answered: {reason}',
    'zh-CN': '与 {address} 上 {database} 的连接在收到应答前中断：{reason}',
  },
  timedOut: {
    en: '{database} at {address} did not answer within {timeoutMs} ms (commandTimeout)',
    'zh-CN': '{address} 上的 {database} 在 {timeoutMs} 毫秒内未应答（commandTimeout）',
  },
  unavailable: {
    en: '{database} at {address} takes no commands for now: {reason}',
    'zh-CN': '{address} 上的 {database} 暂时不接受命令：{reason}',
  },
  commandRefused: {
    en: '{database} at {address} refused a command: {reason}',
    'zh-CN': '{address} 上的 {database} 拒绝了命令：{reason}',
  },
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
  unstorable: {
    en: 'The record of job {jobId} cannot be stored: {reason}',
    'zh-CN': '任务 {jobId} 的记录无法存储：{reason}',
  },
})
