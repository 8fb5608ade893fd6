/**
 * Programs that pages show and that cannot run in a page, with the reason. A name that ends with `/` is a folder.
 * They get no button; every other one is run by a test.
 * @type {Readonly<Record<string, string>>}
 */
const CANNOT_RUN = {
  'command-line/': 'settings of the command line, which starts processes',
  'fastify/': 'a web server: pages cannot listen',
  'nestjs/': 'a web server: pages cannot listen',
  'tutorial/settings.ts': 'a part of the tutorial: tutorial/client.ts runs with it',
  'tutorial/tasks.ts': 'a part of the tutorial: tutorial/client.ts runs with it',
  'front-page/': 'parts of the front page, which the queue in the page shows at work',
  'guide/encryption.ts': "encrypts by Node's crypto, which pages lack",
  'guide/large-payloads.ts': 'keeps files, which pages lack',
  'guide/human-in-the-loop.ts': 'a web server: pages cannot listen',
  'guide/outbox.ts': 'speaks to PostgreSQL over a socket',
  'guide/outbox-in-a-worker.ts': 'speaks to PostgreSQL over a socket',
  'guide/rocketmq-messages.ts': 'speaks to RocketMQ over a socket, without arq',
  'recipes/answers.ts': 'a part of web servers: pages cannot listen',
  'recipes/ask-model.ts': 'asks a server of somebody else',
  'recipes/email-worker.ts': 'settings of a worker: recipes/email.ts runs in a page',
  'recipes/express.ts': 'a web server: pages cannot listen',
  'recipes/hono.ts': 'a web server: pages cannot listen',
  'recipes/http-error.ts': 'a part of other recipes: recipes/email.ts runs with it',
  'recipes/image-worker.ts': "runs its task in a thread of Node's",
  'recipes/next/': 'parts of a web server: pages cannot listen',
  'recipes/nightly-report.ts': 'settings of a worker: the queue in the page turns the clock',
  'recipes/progress-events.ts': 'a part of a web server: pages cannot listen',
  'recipes/servers.ts': 'addresses of servers',
  'recipes/shrink-image.ts': 'reads and writes files',
  'recipes/tasks.ts': 'tasks of other recipes',
  'recipes/webhooks.ts': 'waits minutes for a server of somebody else',
  'recipes/worker.ts': 'settings of a worker for the web servers of other recipes',
  'moving-from-bullmq/': 'moves jobs of BullMQ, which speaks to Redis over a socket',
  'moving-from-python/': 'works beside a Python process',
  'test-your-jobs/': 'tests, which a test runner runs',
  'own-result-store.ts': 'speaks to PostgreSQL over a socket',
  'job-table.ts': 'speaks to PostgreSQL over a socket',
  'live-control.ts': 'a part: the dashboard of the queue in the page pauses and drains',
  'metrics-and-traces.ts': "follows promises by Node's AsyncLocalStorage, which browsers lack",
  'worker-dies.ts': 'ends its own process by a signal',
}

/**
 * Why a program cannot run in a page.
 * @param {string} program relative to `apps/examples/src`
 * @returns {string | undefined} undefined: it can
 */
export function whyNot(program) {
  const known = Object.keys(CANNOT_RUN).find((name) =>
    name.endsWith('/') ? program.startsWith(name) : program === name,
  )
  return known && CANNOT_RUN[known]
}
