declare module '*.css' {
  const text: string
  // esbuild gives the text of a style sheet as the default.
  export default text
}
