import { defineTexts } from '@arq/core'

export const runTexts = defineTexts({
  run: { en: 'Run it here', 'zh-CN': '在此运行' },
  again: { en: 'Run it again', 'zh-CN': '再次运行' },
  stop: { en: 'Stop', 'zh-CN': '停止' },
  hint: {
    en: 'Runs in your browser; RabbitMQ and Redis are replaced by ones in memory.',
    'zh-CN': '在你的浏览器中运行；RabbitMQ 与 Redis 由内存实现代替。',
  },
  label: { en: 'What {sample} prints', 'zh-CN': '{sample} 的输出' },
  caller: { en: 'What this page calls it with', 'zh-CN': '本页如何调用它' },
  running: { en: 'It runs…', 'zh-CN': '正在运行…' },
  ended: { en: 'It has ended.', 'zh-CN': '运行结束。' },
  stopped: { en: 'Stopped.', 'zh-CN': '已停止。' },
  failed: { en: 'It failed.', 'zh-CN': '运行失败。' },
})
