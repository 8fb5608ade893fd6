/** @type {import('../sections.js').Navigation} */
export default {
  en: [
    {
      text: 'Write jobs',
      items: [
        { text: 'Cron jobs', link: '/guide/cron' },
        { text: 'Jobs from a web server', link: '/guide/web-servers' },
        { text: 'In a browser', link: '/guide/in-a-browser' },
        { text: 'Test your jobs', link: '/guide/testing' },
      ],
    },
    {
      text: 'Results',
      items: [
        { text: 'Result stores', link: '/guide/result-stores' },
        { text: 'Results in Redis', link: '/guide/redis' },
        { text: 'Results in MongoDB', link: '/guide/results-in-mongodb' },
        { text: 'Results in S3', link: '/guide/results-in-s3' },
        { text: 'A result store of your own', link: '/guide/own-result-store' },
      ],
    },
    {
      text: 'Run workers',
      items: [
        { text: 'Deploying workers', link: '/guide/deploying' },
        { text: 'Workers in Docker', link: '/guide/deploying-docker' },
        { text: 'Workers in Kubernetes', link: '/guide/deploying-kubernetes' },
        { text: 'Workers under systemd', link: '/guide/deploying-systemd' },
        { text: 'Configuration', link: '/guide/configuration' },
        { text: 'The command line', link: '/guide/command-line' },
        { text: 'Asking and telling running workers', link: '/guide/live-control' },
        { text: 'Jobs by hand', link: '/guide/jobs-by-hand' },
        { text: 'Dead letters', link: '/guide/dead-letters' },
      ],
    },
    {
      text: 'See what happens',
      items: [
        { text: 'Probes and metrics', link: '/guide/health' },
        { text: 'Metrics', link: '/guide/metrics' },
        { text: 'Traces', link: '/guide/tracing' },
        { text: 'Events', link: '/guide/events' },
      ],
    },
    {
      text: 'Moving here',
      items: [
        { text: 'From a hand-written consumer', link: '/guide/moving-from-amqplib' },
        { text: 'From BullMQ', link: '/guide/moving-from-bullmq' },
        { text: 'From Python', link: '/guide/moving-from-python' },
      ],
    },
  ],
  zh: [],
}
