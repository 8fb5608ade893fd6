import { whyNot } from './cannot-run.js'
import { callerOf } from './page-programs.js'
import { programOf } from './titled-fences.js'

/**
 * For markdown-it: behind each fence that shows a program which runs in a page, the button that runs it.
 * @param {import('vitepress').MarkdownRenderer} markdown
 */
export function sampleButtons(markdown) {
  const { fence } = markdown.renderer.rules
  if (!fence) return
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    // Before it is drawn: VitePress takes the title away then.
    const program = programOf(tokens[index]?.info ?? '')
    const html = fence(tokens, index, options, env, self)
    if (program === undefined || whyNot(program) !== undefined) return html
    const called = callerOf(program) === undefined ? '' : ' called'
    const lang = String(env.relativePath).startsWith('zh/') ? 'zh-CN' : 'en'
    return `${html}<arq-run sample="${program}" lang="${lang}"${called}></arq-run>`
  }
}
