import { defineTexts } from '@arq/core'

/** What the health endpoint says to people, in both languages. */
export const endpointTexts = defineTexts({
  healthEndpoint: { en: 'Health endpoint at {url}', 'zh-CN': '健康检查端点：{url}' },
  portTaken: {
    en: '{host}:{port} is taken by another program. Choose another port, or 0 for any that is free',
    'zh-CN': '{host}:{port} 已被其他程序占用。请换一个端口，或设为 0 使用任意空闲端口',
  },
  portForbidden: {
    en: 'this user may not listen on port {port}. Choose one from 1024 on',
    'zh-CN': '当前用户无权监听端口 {port}。请选择 1024 及以上的端口',
  },
  hostUnusable: {
    en: 'cannot listen on {host}: {error}. Give an address of this machine, or 0.0.0.0 for all of them',
    'zh-CN': '无法监听 {host}：{error}。请给出本机地址，或用 0.0.0.0 监听所有地址',
  },
  notInBrowsers: {
    en: 'a page in a browser cannot listen. Leave it out there, and read worker.health',
    'zh-CN': '浏览器页面无法监听端口。请在浏览器中去掉此设置，改为读取 worker.health',
  },
  noMetrics: {
    en: 'No metrics: this worker was given no MetricsSource in its setting metrics',
    'zh-CN': '没有指标：该 worker 的 metrics 设置中没有提供 MetricsSource',
  },
  noSuchPath: { en: 'Not here. There are {paths}', 'zh-CN': '路径不存在。可用：{paths}' },
  onlyRead: { en: 'Only GET and HEAD', 'zh-CN': '仅支持 GET 和 HEAD' },
  metricsFailed: {
    en: 'The MetricsSource threw; /metrics answers 500: {error}',
    'zh-CN': 'MetricsSource 抛出错误，/metrics 返回 500：{error}',
  },
  metricsFailedHere: {
    en: 'The MetricsSource failed; the log of the worker says why',
    'zh-CN': 'MetricsSource 出错，原因见 worker 日志',
  },
})
