import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  mustBeFormat: {
    en: 'must be "text", "json", a function of the line, or a winston format',
    'zh-CN': '必须是 "text"、"json"、以日志行为参数的函数，或 winston 格式',
  },
  mustBeNames: { en: 'must be a list of names', 'zh-CN': '必须是名称的列表' },
  mustBeLevel: {
    en: 'must be one of {known}; got {value}',
    'zh-CN': '必须是 {known} 之一；收到 {value}',
  },
  aStream: { en: 'a writable stream', 'zh-CN': '可写流' },
  fileNotWritable: { en: 'cannot be written: {reason}', 'zh-CN': '无法写入：{reason}' },
  fileFailed: {
    en: 'Log file {path} cannot be written: {reason}. Lines for it are lost until it can',
    'zh-CN': '无法写入日志文件 {path}：{reason}。在恢复之前，写入该文件的日志将丢失',
  },
  fileRecovered: {
    en: 'Log file {path} can be written again; {lost} lines were lost',
    'zh-CN': '日志文件 {path} 已恢复写入；丢失了 {lost} 行',
  },
  formatFailed: {
    en: 'The custom log format failed; its lines are written as JSON (said once): {reason}',
    'zh-CN': '自定义日志格式出错，改以 JSON 输出（只提示一次）：{reason}',
  },
})
