// Errors of a form: each is about what a field held when it was found, and is over once the field holds something else.

/** What was wrong with the fields as they were in `about`. */
export type Found<Fields> = { about: Fields; errors: Partial<Record<keyof Fields, string>> }

/** The errors that still stand. What was typed back is as wrong as before. */
export function standing<Fields extends object>(
  found: Found<Fields> | null,
  fields: Fields,
): Partial<Record<keyof Fields, string>> {
  if (!found) return {}
  const names = Object.keys(found.errors) as (keyof Fields)[]
  const still = names.filter((name) => isSame(found.about[name], fields[name]))
  return Object.fromEntries(still.map((name) => [name, found.errors[name]])) as Partial<Record<keyof Fields, string>>
}

/** Whether a form holds something else than what is saved. */
export function differs<Fields extends object>(fields: Fields, saved: Fields): boolean {
  return (Object.keys(saved) as (keyof Fields)[]).some((name) => !isSame(fields[name], saved[name]))
}

/** Blanks at the ends are not saved, so they are no change; what is no plain value is compared by what it says. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one.trim() === other.trim()
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}
