import { openFetchedStream } from 'dashboard-page/host/fetched-stream.js'
import { mountDashboard } from 'dashboard-page/mount.js'

import type { DoorFrame } from './door.js'

// The document of the frame: it has nothing but the dashboard, and the door that the page has put into its frame.
const place = document.getElementById('app')
const door = (frameElement as DoorFrame | null)?.arqDoor
if (place && door) {
  const choices = new Map([
    ['arq.language', door.language],
    ['arq.theme', door.theme],
  ])
  mountDashboard(place, {
    fetch: door.fetch,
    openStream: (url, listener) => openFetchedStream(door.fetch, url, listener),
    choices: {
      read: (name) => choices.get(name) ?? null,
      write: (name, value) => void choices.set(name, value),
    },
  })
}
