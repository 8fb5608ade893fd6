import { defineTexts } from './text.js'

/** Texts about the settings and URLs of result stores, and what stands in them. */
export const storeTexts = defineTexts({
  prefixTwice: {
    en: 'is {setting}, but the url says ?prefix={ofUrl}; give one',
    'zh-CN': '为 {setting}，而 url 中是 ?prefix={ofUrl}；请只给出一个',
  },
  notAUrl: { en: 'is not a URL; expected {expected}', 'zh-CN': '不是 URL；应为 {expected}' },
  queryKeyUnknown: {
    en: 'has an unknown query key {key}; known: {known}',
    'zh-CN': '含有未知的查询键 {key}；已知：{known}',
  },
  queryKeyMeant: {
    en: 'has an unknown query key {key}; did you mean {meant}?',
    'zh-CN': '含有未知的查询键 {key}；是否想用 {meant}？',
  },
  badlyEncoded: {
    en: 'has a {part} that is not percent-encoded correctly; write % as %25',
    'zh-CN': '的{part}百分号编码不正确；请将 % 写作 %25',
  },
  notACursor: {
    en: 'is no cursor of a search in this store; give the one of its last page, or none to begin anew',
    'zh-CN': '不是此存储搜索结果的游标；请使用其上一页的游标，或不给出以重新开始',
  },
  notAGroupCursor: {
    en: 'is no cursor of this store; give the one of its last page, or none to begin anew',
    'zh-CN': '不是此存储的游标；请使用其上一页的游标，或不给出以重新开始',
  },
  pauseNotWritten: {
    en: 'The pause of {name} cannot be written: another record stands under {id}. Delete it (arq job {id} --delete), and try again',
    'zh-CN':
      '无法写入 {name} 的暂停状态：{id} 下已有其他记录。请删除该记录（arq job {id} --delete）后重试',
  },
  user: { en: 'user', 'zh-CN': '用户名' },
  password: { en: 'password', 'zh-CN': '密码' },
  database: { en: 'database', 'zh-CN': '数据库名' },
  path: { en: 'path', 'zh-CN': '路径' },
})
