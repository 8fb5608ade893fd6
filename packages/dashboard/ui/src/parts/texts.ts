import { defineTexts } from '../language/text.js'

/** Words that stand on every page. */
export const partTexts = defineTexts({
  loading: { en: 'Loading…', 'zh-CN': '正在加载…' },
  tryAgain: { en: 'Try again', 'zh-CN': '重试' },
  refresh: { en: 'Refresh', 'zh-CN': '刷新' },
  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  close: { en: 'Close', 'zh-CN': '关闭' },
  copy: { en: 'Copy', 'zh-CN': '复制' },
  copied: { en: 'Copied', 'zh-CN': '已复制' },
  copyFailed: {
    en: 'The browser does not let the page copy: select the text and copy it yourself',
    'zh-CN': '浏览器不允许页面复制：请选中文本后自行复制',
  },
  failed: { en: 'This could not be loaded', 'zh-CN': '无法加载' },
  unreachable: {
    en: 'The dashboard’s server does not answer. Is it running, and is the network there?',
    'zh-CN': '仪表盘的服务器没有应答。它在运行吗？网络是否正常？',
  },
  notDone: { en: 'Not done: {reason}', 'zh-CN': '未完成：{reason}' },
  none: { en: 'none', 'zh-CN': '无' },
  notKnown: { en: 'not known', 'zh-CN': '未知' },
  showMore: { en: 'Show {count} more', 'zh-CN': '再显示 {count} 项' },
  showWhole: { en: 'Show the whole text', 'zh-CN': '显示全文' },
  items: { en: '{count} {count|item|items}', 'zh-CN': '{count} 项' },
  keys: { en: '{count} {count|key|keys}', 'zh-CN': '{count} 个键' },
  emptyList: { en: 'empty list', 'zh-CN': '空列表' },
  emptyObject: { en: 'empty object', 'zh-CN': '空对象' },
  hiddenValue: { en: 'hidden', 'zh-CN': '已隐藏' },
  expandAll: { en: 'Expand all', 'zh-CN': '全部展开' },
  collapseAll: { en: 'Collapse all', 'zh-CN': '全部折叠' },
  noPoints: { en: 'Nothing to draw yet', 'zh-CN': '暂无数据' },
  typeIt: { en: 'Type {word} to confirm', 'zh-CN': '输入 {word} 以确认' },
  dismiss: { en: 'Dismiss', 'zh-CN': '关闭' },
})
