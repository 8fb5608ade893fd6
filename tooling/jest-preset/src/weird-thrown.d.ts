/** Makers of values that a program can throw, and that break code which takes them for errors. */
export declare const weirdThrown: readonly (() => unknown)[]
