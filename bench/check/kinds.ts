// Sources of an e-mail that make a careless reader of HTML slow: each repeats what some expression or loop trips over.

type Make = (bytes: number) => string

/** `unit` as often as it fits, between what opens and what closes the source. */
const repeat =
  (unit: string, before = '', after = ''): Make =>
  (bytes) =>
    before + unit.repeat(Math.floor((bytes - before.length - after.length) / unit.length)) + after

/** The same with a number in each, so that no two are alike. */
const number =
  (unit: (index: number) => string, before = '', after = ''): Make =>
  (bytes) => {
    const units: string[] = []
    let size = before.length + after.length
    for (let index = 0; size + unit(index).length <= bytes; index += 1)
      size += units[units.push(unit(index)) - 1]?.length ?? 0
    return before + units.join('') + after
  }

/** What opens as often as what closes. */
const nest =
  (open: string, close: string, deepest = Infinity): Make =>
  (bytes) => {
    const depth = Math.min(deepest, Math.floor((bytes - 1) / (open.length + close.length)))
    const one = `${open.repeat(depth)}x${close.repeat(depth)}`
    return one.repeat(Math.floor(bytes / one.length))
  }

export const KINDS: Record<string, Make> = {
  'honest newsletter': number(
    (index) =>
      `<table><tr><td style="padding:8px"><a href="https://shop.example/p/${index}?a=1&amp;b=2"><img src="https://cdn.example/${index}.png" alt="Hat ${index}"></a></td><td><p>Hi {{first_name | there}}, take ${index}&nbsp;of these.</p></td></tr></table>\n`,
    '<!doctype html><html><body>',
    '</body></html>',
  ),
  '{{ and blanks': repeat(' ', '<p>{{'),
  '[ and blanks': repeat(' ', '<p>['),
  '{ and line ends': repeat('\n', '<p>{', '}} first_name</p>'),
  '{{ repeated': repeat('{{', '<p>'),
  '{{a| repeated': repeat('{{a|', '<p>'),
  '{{a|b}} repeated': repeat('{{a|b}}', '<p>'),
  '{{first_name}} repeated': repeat('{{first_name}}', '<p>'),
  '{{first_name | default: " and blanks': repeat(' ', '<p>{{first_name | default: "', '}}</p>'),
  '{{first_name |a: repeated': repeat('|default:', '<p>{{first_name ', '}}</p>'),
  '&#123; repeated': repeat('&#123;', '<p>'),
  '%7B repeated in an address': repeat('%7B', '<a href="https://x.example/?n=', '">x</a>'),
  'brackets and percents': repeat('[[ *| {% %% << {# [a %b ', '<p>'),
  'names with underscores': repeat('first_name_', '<p>'),
  'combining marks': repeat('\u0300\u0316', '<p>{{a', '}}</p>'),
  'zero-width characters': repeat('\u200B', '<p>'),
  'link never closed': repeat('<a href="', '<p>'),
  'address of blanks': repeat(' ', '<a href="https://x.example/', 'x">x</a>'),
  'address of &': number((index) => `&a${index}=1`, '<a href="https://x.example/?', '">x</a>'),
  'address of utm_': repeat('utm_content=&amp;', '<a href="https://x.example/?', '">x</a>'),
  'address of #': repeat('#', '<a href="https://x.example/', '">x</a>'),
  'address of placeholders': repeat('{{first_name}}', '<a href="https://x.example/', '">x</a>'),
  'address of //': repeat('//', '<p>', '{{first_name}}</p>'),
  links: number((index) => `<a href="https://x.example/${index}">x</a>`),
  'links without address': number((index) => `<a href="/${index}">x</a>`),
  'links never ended': repeat('<a href="https://x.example/">'),
  'Outlook’s doubles': repeat('<!--[if mso]><a href="https://x.example/"></a><![endif]-->'),
  '& repeated': repeat('&', '<p>'),
  '&amp; repeated': repeat('&amp;', '<p>'),
  '& without end': repeat('&a', '<p>'),
  '&# repeated': repeat('&#', '<p title="', '">x</p>'),
  'conditional comments opened': repeat('<!--[if mso]>'),
  'conditional comments closed': repeat('<![endif]-->'),
  'conditions in one comment': repeat('<![endif] ', '<!--[if mso]>', '-->'),
  'condition never closed': repeat('[if ', '<!--'),
  'conditions revealed': repeat('<!--[if !mso]><!-->x<!--<![endif]-->'),
  attributes: number((index) => ` a${index}="x"`, '<p', '>x</p>'),
  'attributes alike': repeat(' class=x', '<a href="https://x.example/"', '>x</a>'),
  'attributes without value': number((index) => ` a${index}`, '<p', '>x</p>'),
  'nested 100 deep': nest('<div>', '</div>', 100),
  'nested 2,000 deep': nest('<b>', '</b>', 2000),
  'nested to the end': nest('<div>', '</div>'),
  'opened and never closed': repeat('<div>'),
  'closed and never opened': repeat('</div>'),
  'tables in cells': nest('<table><tr><td>', '</td></tr></table>', 50),
  '= repeated': repeat('=', '<a href', '>x</a>'),
  'quotation marks': repeat('"', '<a href=x ', '>x</a>'),
  'quotation marks in turn': repeat(`'"`, '<p title=', '>x</p>'),
  '< repeated': repeat('<', '<p title="', '">x</p>'),
  '<a in an attribute': repeat('<a', '<p title="', '">x</p>'),
  'style never closed': repeat('a{b:c}', '<style>'),
  'styles never closed': repeat('<style>'),
  'titles empty': repeat('<title/>'),
  'raw text that nearly ends': repeat('</styl', '<style>'),
  'line ends': repeat('\r\n', '<p>', '</p>'),
  'lines of blanks': repeat('  \n', '<p>', '</p>'),
  'blanks before an end': repeat(' ', '<p>x', 'x</p>'),
  'no-break spaces': repeat('&nbsp;', '<p>'),
  breaks: repeat('<br>'),
  ']]> repeated': repeat(']]>', '<![CDATA['),
  '<![CDATA[ repeated': repeat('<![CDATA['),
  '<? repeated': repeat('<?x '),
  '--> repeated': repeat('-->'),
  '<!-- repeated': repeat('<!--'),
  '</body> repeated': repeat('</body>'),
  'one word': repeat('x', '<p>'),
  'one long label': repeat('x ', '<a href="https://x.example/">', '</a>'),
  'base and relative links': repeat('<a href="a">x</a>', '<base href="https://x.example/">'),
}
