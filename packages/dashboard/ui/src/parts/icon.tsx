/** Drawn on a grid of 16, one stroke, so that all look of one hand. */
const PATHS = {
  overview: 'M2 9.5 5 6l3 2.5L14 3M2 13.5h12',
  jobs: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  dead: 'M8 2.5 14.2 13H1.8ZM8 6.5v3M8 11.3v.01',
  cron: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.2l2.2 1.3',
  keys: 'M5.5 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8.5 8h5.5v2.5M11.5 8v2',
  queues: 'M2.5 4.5h11v3h-11zM2.5 10.5h7M2.5 13.5h4',
  workers:
    'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 13.5 13.5',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8 5.6 5.6 0 1 0 13.2 9.6Z',
  screen: 'M2 3h12v8H2zM6 13.5h4',
  language:
    'M2 4h7M5.5 2.5V4M7.6 4c-.6 2.6-2.4 4.7-5 6M3.8 6.2c.8 1.7 2 2.9 3.7 3.8M8 13.5l2.8-6.5h.4l2.8 6.5M9 11.5h4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6l7.5-4.8Z',
  retry: 'M13 4v3.2H9.8M12.8 7A5 5 0 1 0 13 9.5',
  stop: 'M4 4h8v8H4z',
  trash: 'M2.5 4.5h11M6 4.5V2.8h4v1.7M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4',
  edit: 'M10.8 2.7l2.5 2.5L6 12.5l-3.2.7.7-3.2Z',
  plus: 'M8 3v10M3 8h10',
  drain: 'M8 2v8M4.8 6.8 8 10l3.2-3.2M2.5 13.5h11',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  right: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  good: 'M3 8.5 6.5 12 13 4.5',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1 .9H3ZM6.8 14h2.4',
} as const

export type IconName = keyof typeof PATHS

/** A picture that says nothing by itself: the words beside it do. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
