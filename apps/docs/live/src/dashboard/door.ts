/** How the dashboard's document reaches the queue of the page that shows it: a property of its frame. */
export interface Door {
  /** Asks the dashboard's own server, which runs in the page. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  readonly language: string
  readonly theme: 'light' | 'dark'
}

/** A frame that shows the dashboard. */
export type DoorFrame = HTMLIFrameElement & { arqDoor?: Door }
