import { defineTexts } from '@arq/core'

/** What `arq migrate` says around its findings. */
export const reportTexts = defineTexts({
  folder: { en: 'Folder of the project', 'zh-CN': '项目文件夹' },
  fromFlag: {
    en: 'Show one source only: arq (Python), rabbitmq-arq (Python), bullmq or amqplib',
    'zh-CN': '只显示一种来源：arq（Python）、rabbitmq-arq（Python）、bullmq 或 amqplib',
  },
  exampleAll: {
    en: 'what is to be changed, whatever it uses',
    'zh-CN': '列出需要更改之处，来源自动识别',
  },
  exampleFrom: { en: 'of BullMQ only, for a program', 'zh-CN': '仅 BullMQ，供程序读取' },
  fromUnknown: {
    en: 'must be one of {sources}, got {value}',
    'zh-CN': '必须是 {sources} 之一，收到 {value}',
  },
  noFolder: {
    en: 'is no folder that can be read: {reason}',
    'zh-CN': '不是可读取的文件夹：{reason}',
  },
  notParsed: {
    en: 'could not be parsed: {reason}; what follows in this file may be missing',
    'zh-CN': '无法解析：{reason}；此文件其后的内容可能缺失',
  },
  openText: {
    en: 'a text begins here that does not end; what follows in this file was not read',
    'zh-CN': '此处开始的字符串没有结束；此文件其后的内容未读取',
  },
  look: { en: 'decide', 'zh-CN': '需判断' },
  none: { en: 'no equal', 'zh-CN': '无对应' },
  replace: { en: 'change', 'zh-CN': '更改' },
  skipped: {
    en: 'Not read, as too large (over 1 MiB) or not text: {files}',
    'zh-CN': '未读取（超过 1 MiB 或不是文本）：{files}',
  },
  nothing: {
    en: 'Nothing of arq (Python), rabbitmq-arq, BullMQ or amqplib was found in {read} files. Only files that import one of them are read for it.',
    'zh-CN':
      '在 {read} 个文件中没有找到 arq（Python）、rabbitmq-arq、BullMQ 或 amqplib。只检查导入了它们的文件。',
  },
  summary: {
    en: '{count} places in {files} files: {replace} to change, {look} to decide, {none} without an equal. Nothing was written. Only files that import a library are read for it, and only what is written out in them is seen.',
    'zh-CN':
      '{files} 个文件中共 {count} 处：{replace} 处更改，{look} 处需判断，{none} 处无对应。未写入任何文件。只检查导入相应库的文件，且只能看到其中直接写出的内容。',
  },
})
