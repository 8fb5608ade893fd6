// What web servers, and the kits for their frameworks, import from here: links that give signals, and server-sent events.

export { askByLink, type LinkVisit, type PageAnswer, signalByLink } from './web/answer-link.js'
export { jobEvents } from './web/job-events.js'
export { type JobView, jobView } from './web/job-view.js'
export { languageOf } from './web/language-of.js'
export {
  type EventsOptions,
  eventText,
  type ServerSentEvent,
  withSilence,
} from './web/server-sent-event.js'
export {
  type LinkProblem,
  type SignalLink,
  SignalLinks,
  signalLinksSchema,
  type SignalLinksSettings,
} from './web/signal-links.js'
export { statusOf } from './web/status-of.js'
export { streamEvents } from './web/stream-events.js'
