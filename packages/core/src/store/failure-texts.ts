import { defineTexts } from '../texts/text.js'

/** What calls to a result store end with. */
export const failureTexts = defineTexts({
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
