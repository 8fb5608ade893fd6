// oxlint-disable-next-line import/no-default-export -- the export that a task takes when it names none
export default function double(_ctx: unknown, value: number): number {
  return value * 2
}
