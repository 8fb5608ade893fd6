import { defineTexts } from '../language/text.js'

/** Where a job stands, in words. */
export const statusTexts = defineTexts({
  queued: { en: 'queued', 'zh-CN': '排队中' },
  in_progress: { en: 'running', 'zh-CN': '运行中' },
  completed: { en: 'completed', 'zh-CN': '已完成' },
  failed: { en: 'failed', 'zh-CN': '失败' },
  retrying: { en: 'retrying', 'zh-CN': '重试中' },
  aborted: { en: 'aborted', 'zh-CN': '已中止' },
})
