type Given<Props> = { [Name in keyof Props]: Exclude<Props[Name], undefined> }

/** Props for Polaris, whose types tell one that is undefined from one left out, though its components do not. */
export const given = <Props extends object>(props: Props) => props as Given<Props>
