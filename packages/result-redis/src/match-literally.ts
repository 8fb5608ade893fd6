/** A text as a pattern of `MATCH` that fits it alone. */
export const literally = (text: string): string => text.replace(/[*?[\]\\]/g, String.raw`\$&`)
