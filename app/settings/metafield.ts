// The metafield of a loyalty app that a shop takes its members’ points from.

/** `namespace.key` of the metafield, as merchants write it; the key holds no dot. */
const METAFIELD = /^([\w$:.-]{2,255})\.([\w-]{2,64})$/

/** Namespace and key of a metafield, or null when it is none. */
export function parseMetafield(text: string): { namespace: string; key: string } | null {
  const [, namespace, key] = METAFIELD.exec(text) ?? []
  return namespace && key ? { namespace, key } : null
}
