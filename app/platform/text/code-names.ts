/** The names of codes that are stored, by the code. */
export const namesOf = <Name extends string>(codes: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> =>
  new Map((Object.keys(codes) as Name[]).map((name) => [codes[name], name]))
