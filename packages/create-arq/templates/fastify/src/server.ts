import { createApp } from './app.js'
import { servers } from './servers.js'

const { HOST = '127.0.0.1', PORT = '3000', TOKEN } = process.env

const app = await createApp(
  {
    ...servers,
    // GET /jobs/:jobId and its events, for whoever has the token; without a token of the server's, for nobody.
    routes: {
      authorize: ({ headers }, { action }) =>
        action !== 'enqueue' && TOKEN !== undefined && headers.authorization === `Bearer ${TOKEN}`,
    },
  },
  { logger: true },
)
// Requests under way are answered, then the client is closed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close())
await app.listen({ host: HOST, port: Number(PORT) })
