import { defineTexts } from '@arq/core'

/** Texts about configuration: the file, and what it and other places say. */
export const configTexts = defineTexts({
  fileAbsent: { en: 'does not exist', 'zh-CN': '不存在' },
  fileUnreadable: { en: 'cannot be read: {reason}', 'zh-CN': '无法读取：{reason}' },
  fileKind: {
    en: 'must end in .yaml, .yml, .json or .ts (.mts, .js, .mjs)',
    'zh-CN': '必须以 .yaml、.yml、.json 或 .ts（.mts、.js、.mjs）结尾',
  },
  severalFiles: {
    en: 'there are several: {files}. Keep one, or name it: --config {first}',
    'zh-CN': '存在多个：{files}。请只保留一个，或指定：--config {first}',
  },
  notAnObject: { en: 'must be an object, got {got}', 'zh-CN': '必须是对象，收到 {got}' },
  unknownKey: { en: 'unknown key; known: {known}', 'zh-CN': '未知的键；已知：{known}' },
  unknownKeyMeant: {
    en: 'unknown key; did you mean {meant}?',
    'zh-CN': '未知的键；是否想用 {meant}？',
  },
  onlyInCode: {
    en: 'cannot stand in a file: it is a function or an object. Give it in the settings module (-m)',
    'zh-CN': '不能写在文件中：它是函数或对象。请在设置模块（-m）中给出',
  },
  givenTwice: { en: 'says the same as {other}', 'zh-CN': '与 {other} 重复' },
  settingsModule: { en: 'settings module', 'zh-CN': '设置模块' },
  byDefault: { en: 'default', 'zh-CN': '默认值' },

  moduleFlag: {
    en: 'Settings module; without it, only flags, environment and configuration file count',
    'zh-CN': '设置模块；不给出则只看选项、环境变量和配置文件',
  },
  examplePrint: { en: 'what a worker would get here', 'zh-CN': 'worker 在此处将得到的设置' },
  examplePrintModule: {
    en: 'with what the settings module says, for a program to read',
    'zh-CN': '包含设置模块的内容，供程序读取',
  },
  columnSetting: { en: 'SETTING', 'zh-CN': '设置' },
  columnValue: { en: 'VALUE', 'zh-CN': '值' },
  columnSource: { en: 'SOURCE', 'zh-CN': '来源' },

  connectFlag: {
    en: 'Try the broker and the result store, too',
    'zh-CN': '同时尝试连接消息服务器和结果存储',
  },
  exampleValidate: { en: 'before a deployment', 'zh-CN': '部署之前' },
  exampleValidateConnect: {
    en: 'on the machine where it is to run: do the servers answer?',
    'zh-CN': '在将要运行的机器上：服务器是否应答？',
  },
  allRight: { en: 'The configuration is right.', 'zh-CN': '配置正确。' },
  allRightIn: {
    en: 'The configuration is right. Read: {places}.',
    'zh-CN': '配置正确。已读取：{places}。',
  },
  problemCount: { en: 'Problems: {count}', 'zh-CN': '问题数：{count}' },
  valueOf: { en: 'Value:   {value}', 'zh-CN': '值：  {value}' },
  meaningOf: { en: 'Meaning: {meaning}', 'zh-CN': '含义：{meaning}' },
  brokerAnswers: { en: '{where} answers', 'zh-CN': '{where} 有应答' },
})
