// Inline templates: "only simple substitutions", so `{{name}}` and nothing else; SES escapes no value.
import { z } from 'zod'
import { refuse, type Refusal } from './refusal.ts'
import type { TemplateRequest } from './shapes.ts'

export interface FilledTemplate {
  subject: string
  html: string | null
  text: string | null
  renderingFailure: string | null
}

const data = z.record(z.string(), z.unknown())
const MAX_TEMPLATE_BYTES = 1024 * 1024

export function fillTemplate(template: TemplateRequest, templateData: string | undefined): FilledTemplate | Refusal {
  const { TemplateContent: content } = template
  if (!content) {
    const name = template.TemplateName ?? template.TemplateArn ?? ''
    return refuse(
      'NotFoundException',
      `Template ${name} does not exist: the simulator stores none, give TemplateContent.`,
    )
  }
  if (Buffer.byteLength(JSON.stringify(content)) > MAX_TEMPLATE_BYTES) {
    return refuse('BadRequestException', 'An inline template must not be larger than 1 MB.')
  }
  const values = parseData(templateData ?? template.TemplateData ?? '{}')
  if (!values) return refuse('BadRequestException', 'TemplateData must be a JSON object.')
  const missing = new Set<string>()
  const fill = (text: string | undefined) => substitute(text ?? '', values, missing)
  const filled = { subject: fill(content.Subject), html: fill(content.Html) || null, text: fill(content.Text) || null }
  const [first] = missing
  return {
    ...filled,
    renderingFailure: first === undefined ? null : `Attribute '${first}' is not present in the rendering data.`,
  }
}

function substitute(text: string, values: Record<string, unknown>, missing: Set<string>): string {
  return text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => {
    const value = values[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    missing.add(name)
    return ''
  })
}

function parseData(text: string): Record<string, unknown> | null {
  try {
    return data.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
