// An e-mail as a browser reads it (https://html.spec.whatwg.org/#tree-construction), within limits: from a few bytes a
// browser may have to make any number of elements, each of them to be closed again.
import {
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  parse,
  type TreeAdapter,
} from 'parse5'
import { MAX_DEPTH } from './limits.ts'

export type { DefaultTreeAdapterTypes as Tree } from 'parse5'

/** More than the tags that we take, and no more than half a second. */
const MAX_ELEMENTS = 25_000

class Tangled extends Error {}

/** The document; null when elements are nested, or made anew, without end. Scripts do not run: mail programs have none. */
export function readAsBrowser(html: string): DefaultTreeAdapterTypes.Document | null {
  try {
    return parse(html, { treeAdapter: limited(), sourceCodeLocationInfo: true, scriptingEnabled: false })
  } catch (error) {
    if (error instanceof Tangled) return null
    throw error
  }
}

function limited(): TreeAdapter<DefaultTreeAdapterMap> {
  let elements = 0
  let depth = 0
  return {
    ...defaultTreeAdapter,
    // What is in a template stays below it, so that one way leads up from every node.
    getTemplateContent: (template) => template as unknown as DefaultTreeAdapterTypes.DocumentFragment,
    createElement: (tag, namespace, attributes) => {
      elements += 1
      if (elements > MAX_ELEMENTS) throw new Tangled()
      return defaultTreeAdapter.createElement(tag, namespace, attributes)
    },
    // Where an element begins is asked for, where a text ends is not: to note it anew for each word takes a third of the time.
    updateNodeSourceCodeLocation: () => {},
    onItemPush: () => {
      depth += 1
      // The body and the document's element stand around what an author nests.
      if (depth > MAX_DEPTH + 2) throw new Tangled()
    },
    onItemPop: () => {
      depth -= 1
    },
  }
}

/** All nodes in the order of the document. */
export function* nodesOf(document: DefaultTreeAdapterTypes.Document): Generator<DefaultTreeAdapterTypes.Node> {
  const waiting: DefaultTreeAdapterTypes.Node[] = [document]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node
    if ('childNodes' in node) for (const child of node.childNodes.toReversed()) waiting.push(child)
  }
}
