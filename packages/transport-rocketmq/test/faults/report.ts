/** For people: the figures of this run. */
export const report = (title: string, figures: object): void =>
  void process.stderr.write(`${title}: ${JSON.stringify(figures)}\n`)
