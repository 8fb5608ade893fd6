/**
 * The queue in the page: `<LiveQueue />` in Markdown.
 * @param {import('vitepress').EnhanceAppContext['app']} app
 */
export function registerLive(app) {
  app.component('LiveQueue', { render: () => null })
}
