/**
 * A preset whose compiler reads decorators as an application of NestJS has them in its tsconfig.
 * @template {{ transform: Record<string, [string, { jsc: { parser: object } }]> }} P
 * @param {P} preset
 * @returns {P}
 */
export function withDecorators(preset) {
  const transform = Object.fromEntries(
    Object.entries(preset.transform).map(([files, [compiler, options]]) => {
      const parser = { ...options.jsc.parser, decorators: true }
      const jsc = {
        ...options.jsc,
        parser,
        transform: { legacyDecorator: true, decoratorMetadata: true },
      }
      return [files, [compiler, { ...options, jsc }]]
    }),
  )
  return { ...preset, transform }
}
