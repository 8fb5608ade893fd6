import { defineTexts } from '@arq/core'

/** Texts of links that give signals, and of their page. */
export const webTexts = defineTexts({
  secretTooShort: {
    en: 'must have at least {least} bytes: openssl rand -base64 32',
    'zh-CN': '至少需要 {least} 字节：openssl rand -base64 32',
  },
  sameKeyIds: { en: 'has two keys of one id', 'zh-CN': '有两个密钥的 id 相同' },
  mustBeLinkUrl: {
    en: 'must be a URL of http or https without a query',
    'zh-CN': '必须是不带查询参数的 http 或 https URL',
  },
  linkTooLong: {
    en: 'makes a link of {characters} characters; mails carry {limit}. Give a shorter payload and title',
    'zh-CN': '使链接长达 {characters} 个字符；邮件中最多 {limit} 个。请缩短 payload 和 title',
  },
  signalQuestion: {
    en: 'Give the signal {signal} to job {jobId}?',
    'zh-CN': '向任务 {jobId} 发出信号 {signal}？',
  },
  confirm: { en: 'Confirm', 'zh-CN': '确认' },
  signalAccepted: { en: 'Thank you. Your answer is recorded.', 'zh-CN': '谢谢，您的答复已记录。' },
  signalAlready: {
    en: 'This has been answered before. The first answer counts.',
    'zh-CN': '此事已有答复，以第一次答复为准。',
  },
  signalTimedOut: {
    en: 'Too late: the time for an answer is over.',
    'zh-CN': '太晚了：答复时间已过。',
  },
  signalEnded: {
    en: 'Nobody waits for this answer any more: the job has ended.',
    'zh-CN': '已无人等待此答复：任务已结束。',
  },
  signalUnknownJob: {
    en: 'Nothing is known of this job any more.',
    'zh-CN': '已没有关于此任务的记录。',
  },
  signalNotNow: {
    en: 'Your answer could not be recorded just now. Please try again.',
    'zh-CN': '暂时无法记录您的答复，请重试。',
  },
  noLink: { en: 'This link cannot be used', 'zh-CN': '无法使用此链接' },
  linkInvalid: {
    en: 'It is not complete, or not from us. Please use the link from the message as a whole.',
    'zh-CN': '链接不完整，或不是由我们发出的。请使用消息中的完整链接。',
  },
  linkExpired: { en: 'Its time is over.', 'zh-CN': '链接已过期。' },
})
