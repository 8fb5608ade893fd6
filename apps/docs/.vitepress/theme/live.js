import { inBrowser, withBase } from 'vitepress'

/**
 * Has the queue in the page (`<arq-live>`) and the buttons of samples (`<arq-run>`) work: one small file defines both
 * elements, and what they need they load when a reader comes near.
 */
export function registerLive() {
  // It stands beside the site's own bundle, and no page is drawn on a server with it.
  if (inBrowser) void import(/* @vite-ignore */ withBase('/live/live.js'))
}
