// What an import of a stylesheet gives: its class names. styles/classes.test.ts proves that each one used is there.
declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>
  export default classes
}

declare module "*.css"
