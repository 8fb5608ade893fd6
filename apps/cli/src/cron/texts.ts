import { defineTexts } from '@arq/core'

/** Texts of `arq cron`. */
export const cronTexts = defineTexts({
  notMadeByCron: { en: 'must be made by cron(…)', 'zh-CN': '必须由 cron(…) 创建' },
  countFlag: { en: 'Ticks to show of each', 'zh-CN': '每个任务显示的触发次数' },
  exampleList: { en: 'what comes when', 'zh-CN': '显示各任务的触发时间' },
  exampleListMore: {
    en: 'the next ten of each, for a program',
    'zh-CN': '各自接下来的十次，供程序读取',
  },
  none: { en: '{module} has no cron jobs.', 'zh-CN': '{module} 中没有定时任务。' },
  noCount: {
    en: '"{given}" is no number from 1 to 1000',
    'zh-CN': '"{given}" 不是 1 到 1000 的数字',
  },
  columnName: { en: 'NAME', 'zh-CN': '名称' },
  columnWhen: { en: 'WHEN', 'zh-CN': '时间' },
  columnZone: { en: 'TIME ZONE', 'zh-CN': '时区' },
  columnNext: { en: 'NEXT', 'zh-CN': '下次' },
  columnOptions: { en: 'OPTIONS', 'zh-CN': '选项' },
})
