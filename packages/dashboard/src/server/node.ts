// How a server of Node has a dashboard: browser.ts has the same names.

export { listen } from './listen.js'
export { nodeHandler } from './node-handler.js'
