import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  connectionFailed: {
    en: 'Redis at {address} cannot be reached: {reason}',
    'zh-CN': '无法连接 {address} 上的 Redis：{reason}',
  },
  connectionLost: {
    en: 'The connection to Redis at {address} broke before it answered: {reason}',
    'zh-CN': '与 {address} 上 Redis 的连接在收到应答前中断：{reason}',
  },
  timedOut: {
    en: 'Redis at {address} did not answer within {timeoutMs} ms (commandTimeout)',
    'zh-CN': '{address} 上的 Redis 在 {timeoutMs} 毫秒内未应答（commandTimeout）',
  },
  unavailable: {
    en: 'Redis at {address} takes no commands for now: {reason}',
    'zh-CN': '{address} 上的 Redis 暂时不接受命令：{reason}',
  },
  commandRefused: {
    en: 'Redis at {address} refused a command: {reason}',
    'zh-CN': '{address} 上的 Redis 拒绝了命令：{reason}',
  },
  notARecord: {
    en: 'Redis key {key} holds something that is not a job record: {reason}. If another program uses this prefix, choose another keyPrefix',
    'zh-CN':
      'Redis 键 {key} 中的内容不是任务记录：{reason}。若其他程序也使用该前缀，请更换 keyPrefix',
  },
  unstorable: {
    en: 'The record of job {jobId} cannot be stored: {reason}',
    'zh-CN': '任务 {jobId} 的记录无法存储：{reason}',
  },
  unknownStatus: {
    en: 'it is not a job status',
    'zh-CN': '它不是任务状态',
  },
})
