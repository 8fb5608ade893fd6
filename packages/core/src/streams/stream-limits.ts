/** Items that a stream keeps: an hour of tokens at three a second. */
export const MOST_STREAM_ITEMS = 10_000

/** Text that a stream keeps, in UTF-8. A reader that comes late has it in memory in parts of {@link ITEMS_PER_READ}. */
export const MOST_STREAM_BYTES = 8 * 1024 * 1024

/** The largest item, as JSON in UTF-8. */
export const LARGEST_ITEM_BYTES = 1024 * 1024

/** Items that a reader asks for at once. */
export const ITEMS_PER_READ = 256
