/** The languages that every text of the page exists in. */
export type Language = 'en' | 'zh-CN'
