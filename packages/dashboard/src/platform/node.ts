// What Node and browsers do in different ways: browser.ts has the same names.

export { isSame, Secrets } from '../rights/secrets.js'
export { PageFiles } from '../static/page-files.js'
export { VERSION } from '../version.js'
