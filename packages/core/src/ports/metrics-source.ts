/**
 * Figures for a monitoring system, in a text format that it reads. A port: the health endpoint of a worker serves them
 * under `/metrics`. A `Registry` of prom-client fits as `{ contentType: registry.contentType, collect: () => registry.metrics() }`.
 */
export interface MetricsSource {
  /** Of the text, for example `text/plain; version=0.0.4; charset=utf-8`. */
  readonly contentType: string
  /** The figures as they are now. */
  collect(): string | Promise<string>
}
