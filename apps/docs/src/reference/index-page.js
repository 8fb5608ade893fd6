import { LANGUAGES, referencePath } from './page.js'

const TEXTS = {
  en: `# Reference

Made from the code, so that it says what the code does.

- [Settings](settings/index.md) of each package
- [Environment](environment.md): what is read from variables
- [Commands](commands/index.md) of \`arq\`
- [Errors](errors/index.md): a page for each code
- [Metrics](metrics.md)
- [Events](events.md)
- [Benchmarks](benchmarks.md), also where others are faster
- [API](api/index.md): every exported name, with its types
`,
  'zh-CN': `# 参考手册

由代码生成，与代码一致。

- [设置](settings/index.md)：每个包的设置
- [环境变量](environment.md)
- [命令](commands/index.md)：\`arq\` 的所有命令
- [错误码](errors/index.md)：每个错误码一页
- [指标](metrics.md)
- [事件](events.md)
- [性能测试](benchmarks.md)，包括别人更快的地方
- [API](api/index.md)：所有导出的名称及其类型（英文）
`,
}

/**
 * Where the reference begins.
 * @returns {import('./page.js').Page[]}
 */
export function indexPages() {
  return LANGUAGES.map((language) => ({
    path: referencePath(language, 'index'),
    text: TEXTS[language],
  }))
}
