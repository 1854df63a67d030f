import { decodeHTML } from 'entities'
import { CONTENT, SARAH, UNTRACKED } from '#tests/sample-mail.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkHtml } from './check.ts'
import { lineProblems } from './check-placeholders.ts'
import { compileMail, type MailContent, renderMail } from '#app/sending/compile.server.ts'

const NOBODY = { ...SARAH, firstName: null, points: 5 }
const rendered = (change: Partial<MailContent>, reader = {}) =>
  renderMail(compileMail({ ...CONTENT, ...UNTRACKED, ...change }), { ...NOBODY, ...reader })

test.each([
  ['<p>{{ first_name | default: "there" }}</p>', '<p>there</p>'],
  ['<p>{{ first_name | default: &quot;there&quot; }}</p>', '<p>there</p>'],
  ['<p>{{ first_name | default: &ldquo;Tom &amp; co&rdquo; }}</p>', '<p>Tom &amp; co</p>'],
  ['<p>{{&nbsp;first_name&nbsp;|&nbsp;there }}</p>', '<p>there</p>'],
  [`<img alt="{{ first_name | default: 'there' }}">`, '<img alt="there">'],
  [`<img alt='{{ first_name | default: "there" }}'>`, `<img alt='there'>`],
  ['<img alt="{{ first_name | default: &quot;there&quot; }}">', '<img alt="there">'],
  ['<a href="https://x.example/?n=%7B%7Bpoints%7D%7D">x</a>', '<a href="https://x.example/?n=5">x</a>'],
  [
    '<a href="https://x.example/?n={{ first_name | default: &quot;my friend&quot; }}&amp;m=1">x</a>',
    '<a href="https://x.example/?n=my%20friend&amp;m=1">x</a>',
  ],
  ['<a href="mailto:a@x.example?body=%7B%7Bpoints%7D%7D">x</a>', '<a href="mailto:a@x.example?body=5">x</a>'],
  ['<title>{{ shop.name }}</title>', '<title>Northwind</title>'],
])('%s is sent as %s', (html, sent) => {
  expect(checkHtml(html)).toEqual({ unsafe: [], problems: [], warnings: [], tooMuch: null })
  expect(rendered({ html }).html).toContain(sent)
})

test('Liquid’s default is filled in the subject, the preheader and the text too', () => {
  const liquid = 'Hi {{ first_name | default: "there" }}'
  const mail = rendered({ subject: liquid, preheader: liquid, html: `<p>${liquid}</p>` })
  expect([mail.subject, mail.preheader]).toEqual(['Hi there', 'Hi there'])
  expect(mail.text).toMatch(/^Hi there\n/)
})

test.each([
  ['{{&nbsp;first_name&nbsp;}}', 'Ana', ''],
  ['{{first&#95;name}}', 'Ana', ''],
  ['{{ first&lowbar;name&nbsp;| default:&nbsp;&quot;Tom &amp;amp; co&quot; }}', 'Ana', 'Tom &amp; co'],
  ['{{ shop&period;name }}', 'Northwind', 'Northwind'],
  ['{{&#8203;first_name | &lt;b&gt; }}', 'Ana', '<b>'],
  ['{{ first_name &vert; there }}', 'Ana', 'there'],
])('%s is read with its entities in the text as it is in the HTML', (html, named, nameless) => {
  const say = (firstName: string | null) => rendered({ html: `<p>${html}</p>` }, { firstName }).text.split('\n', 1)[0]
  expect(checkHtml(`<p>${html}</p>`).problems).toEqual([])
  expect([say('Ana'), say(null)]).toEqual([named, nameless])
})

test.each([
  ['<p>{{ first_name | capitalize }}</p>', 'has a filter, which isn’t applied here: write {{first_name}}.'],
  ["<p>{{ first_name|title|default:'there' }}</p>", 'write {{first_name | there}}.'],
  ['<p>{{ person.first_name|default:"my friend"|upper }}</p>', 'write {{first_name | my friend}}.'],
  ['<p>{{ organization.name|truncatewords:3 }}</p>', 'write {{shop_name}}.'],
  ['<p>{{ fname }}</p>', 'There’s no placeholder {{fname}}. Write {{first_name}} here.'],
  ['<p>{{ surname | default: "x" }}</p>', 'Write {{last_name}} here.'],
  ['<p>{{<b>first_name</b>}}</p>', '“{{<b>first_name</b>}}” isn’t filled: write {{first_name}} in one piece'],
  ['<p>{{first<wbr>_name}}</p>', 'write {{first_name}} in one piece'],
  ['<p>{<i>{last_name}</i>}</p>', 'write {{last_name}} here.'],
  ['<p>{{first_name}</p>', '“{{first_name}” isn’t filled: write {{first_name}}'],
  ['<p>{first_name}}</p>', 'write {{first_name}} here.'],
  ['<p>first_name}}</p>', 'write {{first_name}} here.'],
  ['<p>{{first_name}}}</p>', 'has a closing brace too many'],
  ['<p>Hi {{ first_name | default: "x" }}}}</p>', 'has a closing brace too many'],
  ['<title>{{shop_name}}} news</title>', 'has a closing brace too many'],
  ['<p>{first_name:there}</p>', 'write {{first_name}} here.'],
  ['<p>{first_name,there}</p>', 'write {{first_name}} here.'],
  ['<p>{{{first_name}}}</p>', '“{{{first_name}}}” isn’t filled'],
  ['<p>{&#8203;{first_name}}</p>', 'write {{first_name}} here.'],
  ['<p>{\u2060{first_name}\u200D}</p>', 'write {{first_name}} here.'],
  ['<p>｛｛points｝｝</p>', 'write {{points}} here.'],
  ['<p>&#123;&#123;first_name&#125;&#125;</p>', 'write {{first_name}} here.'],
  ['<p>&lbrace;&lcub;points | 0}}</p>', 'write {{points}} here.'],
  ['<p>*|FNAME|*</p>', '“*|FNAME|*” is a Mailchimp merge tag: write {{first_name}} here.'],
  ['<p>*|LIST:COMPANY|*</p>', 'write {{shop_name}} here.'],
  ['<p>*|IF:FNAME|*x</p>', '“*|IF:FNAME|*” is a Mailchimp merge tag: remove it.'],
  ['<p>*|ELSEIF:LNAME|*x</p>', 'is a Mailchimp merge tag: remove it.'],
  ['<p>*|UNSUB|*</p>', 'remove it, since the unsubscribe link is added at the end'],
  ["<p>{% unsubscribe 'Opt out' %}</p>", 'remove it, since the unsubscribe link is added at the end'],
  ['<p>*|MC:SUBJECT|*</p>', '“*|MC:SUBJECT|*” is a Mailchimp merge tag: remove it.'],
  ['<p>*&#124;FNAME&#124;*</p>', 'write {{first_name}} here.'],
  ['<p>[FIRSTNAME]</p>', 'write {{first_name}} here.'],
  ['<p>[first_name]</p>', 'write {{first_name}} here.'],
  ['<p>[Last Name]</p>', 'write {{last_name}} here.'],
  ['<p>[firstname,fallback=there]</p>', 'write {{first_name}} here.'],
  ['<p>[[data:firstname:"there"]]</p>', 'write {{first_name}} here.'],
  ['<p>[[FIRSTNAME OR "Friend"]]</p>', 'write {{first_name}} here.'],
  ['<p>[[contact.city]]</p>', 'is a merge tag from another tool: remove it.'],
  ['<p>%FIRSTNAME%</p>', 'write {{first_name}} here.'],
  ['<p>%recipient.fname%</p>', 'write {{first_name}} here.'],
  ['<p>%%First_Name%%</p>', 'write {{first_name}} here.'],
  ['<p>Hi <<first_name>></p>', 'write {{first_name}} here.'],
  ['<p>Hi <FNAME>,</p>', 'write {{first_name}} here.'],
  ['<p>&lt;&lt;Last Name&gt;&gt;</p>', 'write {{last_name}} here.'],
  ['<p>«FirstName»</p>', 'write {{first_name}} here.'],
  ['<p>${first_name} #{last_name}</p>', 'write {{last_name}} here.'],
  ['<p>{!Contact.FirstName}</p>', 'write {{first_name}} here.'],
  ['<p>{$name}</p>', 'write {{first_name}} here.'],
  ['<p>{% if first_name %}x{% endif %}</p>', '“{% endif %}” is Liquid code, which doesn’t run in emails here'],
  ['<p>{%- unsubscribe "x" -%}</p>', 'is Liquid code'],
  ['<p>{# later #}</p>', 'is Liquid code'],
  ['<p><%= user.name %></p>', 'is template code'],
  ['<!--[if mso]><p>*|FNAME|*</p><![endif]-->', 'write {{first_name}} here.'],
  ['<img alt="*|FNAME|*">', 'write {{first_name}} here.'],
  ['<img alt="&#123;&#123;first_name&#125;&#125;">', 'isn’t filled: write the braces of {{first_name}} as braces.'],
  ['<p title="&lbrace;&lcub;points}}">x</p>', 'write the braces of {{points}} as braces.'],
  ['<img alt="{{first_name}} {&#x7b;points}}">', 'write the braces of {{first_name}} as braces.'],
  ['<a href="&#123;&#123;unsubscribe_url&#125;&#125;">x</a>', 'write the braces of {{unsubscribe_url}} as braces.'],
  ['<a href="https://x.example/?n=&lbrace;{first_name&rcub;}">x</a>', 'write the braces of {{first_name}} as braces.'],
  ['<p>Hi %%=v(@FirstName)=%%</p>', 'is template code, which doesn’t run in emails here: remove it.'],
  ['<p>%%=ProperCase(First Name)=%%</p>', 'is template code'],
  ['<p>%%[ set @x = "1" ]%%Hi</p>', 'is template code'],
  ['<img title="[FIRSTNAME]">', 'write {{first_name}} here.'],
  ['<img alt="{{ first_name | default: "there" }}">', 'is cut off by a quotation mark'],
  ['<img src="https://x.example/{{fname}}.png">', 'Write {{first_name}} here.'],
  ['<a href="https://x.example/?n={{fname}}">x</a>', 'Write {{first_name}} here.'],
  ['<a href="https://x.example/?n={{cart_id}}">x</a>', 'There’s no placeholder {{cart_id}}.'],
  ['<a href="https://x.example/?n=%257B%257Bfirst_name%257D%257D">x</a>', 'write {{first_name}} here.'],
  ['<a href="https://x.example/?n=%7B%7Bfirst_name">x</a>', 'write {{first_name}} in one piece'],
  ['<a href="https://x.example/?n=%7Bfirst_name%7D">x</a>', 'write {{first_name}} here.'],
  ['<a href="https://x.example/?n=%EF%BD%9B{{first_name">x</a>', 'write {{first_name}}'],
  ['<a href="*|UNSUB|*">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="{% unsubscribe_link %}">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="https://x.example/?e=*%7CEMAIL%7C*">x</a>', 'is a Mailchimp merge tag: remove it.'],
  ['<a href="https://x.example/?n=%5BFIRSTNAME%5D">x</a>', 'write {{first_name}} here.'],
  ['<a href="https://x.example/?n=%FNAME%">x</a>', 'write {{first_name}} here.'],
  ['<a href="*|UNSUB|*">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="[unsubscribe]">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="%UNSUBSCRIBE%">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="{% unsubscribe_url %}">x</a>', 'write {{unsubscribe_url}} here.'],
  ['<a href="{{ unsubscribe_link }}">x</a>', 'Write {{unsubscribe_url}} here.'],
  ['<a href="http://{{unsubscribe_url}}">x</a>', '{{unsubscribe_url}} is a complete one and must stand alone in href.'],
  ['<a href="https://x.example/?u={{unsubscribe_url}}">x</a>', 'must stand alone in href.'],
  ['<a href="https://x.example/?u=%7B%7Bunsubscribe_url%7D%7D">x</a>', 'must stand alone in href.'],
  ['<a href="//{{ Unsubscribe_URL }}">x</a>', 'must stand alone in href.'],
  ['<a href="/{{unsubscribe_url}}">x</a>', 'must stand alone in href.'],
  ['<a href="{{unsubscribe_url}}/now">x</a>', 'must stand alone in href.'],
  ['<img src="{{unsubscribe_url}}">', '{{unsubscribe_url}} can’t be used in the attribute src'],
])('%s is named before it is sent', (html, problem) => {
  const { unsafe, problems } = checkHtml(html)
  expect(unsafe).toEqual([])
  expect(problems.join('\n')).toContain(problem)
})

test.each([
  '<p>Save 100% of 50% on [everything], 20%OFF [1] [citation needed] [NEW] [Shop now]</p>',
  '<p>a[0] = {a: {b: 1}}; f(x) { return { x } } // <code>x &lt; y &gt; z</code> 5 < 6 > 3</p>',
  '<p>[Unsubscribe] [View in browser] «Bonjour» << back | next >> (^_^) *|* </p>',
  '<p>{ "a": { "b": {} } } &#123;&#123; price &#125;&#125;</p>',
  '<style>@media x{.a{color:red}}.b{{}</style><script type="application/ld+json">{"a":{"b":{"c":1}}}</script>',
  '<!-- {{nobody}} *|FNAME|* {% if %} --><!--[if mso]><p>x</p><![endif]--><p>x</p>',
  '<a href="https://x.example/?contact[first_name]=1&amp;filter[name]=2&amp;p=100%25&amp;q=%20name%20">x</a>',
  '<a href="https://x.example/?first_name=Ana&amp;t=[a,b]&amp;j=%7B%22a%22%3A%7B%22b%22%3A1%7D%7D">x</a>',
  '<a href="{{unsubscribe_url}}">x</a><a href=" {{unsubscribe_url}} ">x</a><a href="%7B%7Bunsubscribe_url%7D%7D">x</a>',
  '<a href="{{unsubscribe_url}}?from=top">x</a><a href="mailto:a@x.example?body={{unsubscribe_url}}">x</a>',
  '<div class="[first_name] {{x" id="%name%" style="--x:[name]">x</div><input name="[first_name]">',
])('%s is ordinary and told nothing of', (html) => {
  expect(checkHtml(html)).toEqual({ unsafe: [], problems: [], warnings: [], tooMuch: null })
})

test.each([
  ['<p>Dear [name],</p>', '“[name]” looks like a merge tag from another tool: write {{first_name}} here.'],
  ['<p>{ name, email } = member</p>', '“{ name, email }” is shown as is: write {{first_name}} here.'],
  ['<pre>{ points: 5 }</pre>', '“{ points: 5 }” is shown as is: write {{points}} here.'],
  [`<i title="{company: 'x'}">x</i>`, `“{company: 'x'}” is shown as is: write {{shop_name}} here.`],
  ['<p>-first_name-</p>', '“first_name” is shown as is: write {{first_name}} here.'],
])('%s may be meant so: its author is told before it is sent', (html, warning) => {
  expect(checkHtml(html)).toEqual({ unsafe: [], problems: [], warnings: [warning], tooMuch: null })
})

test.each([
  ['*|FNAME|*, your points', 'write {{first_name}} here.'],
  ['Hi {{ first_name', 'write {{first_name}} in one piece'],
  ['{% if x %}Hi', 'is Liquid code'],
  ['[FIRSTNAME]: news', 'write {{first_name}} here.'],
  ['{first_name}, hi', 'write {{first_name}} here.'],
  ['{{ first_name | upcase }}', 'has a filter'],
  ['{{ first_name }}}, hi', 'has a closing brace too many'],
])('the subject %j is named before it is sent', (subject, problem) => {
  expect(lineProblems(subject).join('\n')).toContain(problem)
})

test('what is wrong many times over is told some times, and counted', () => {
  const { problems } = checkHtml(`<p>${Array.from({ length: 50 }, (_, index) => `{{x${index}}}`).join('')}</p>`)
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)).toBe('And 30 more like these.')
})

test('no brace survives in an e-mail that the check finds nothing wrong with', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '{{',
    '}}',
    '%7B',
    '%7d',
    '|',
    ' ',
    '&#123;',
    '&nbsp;',
    '\u200B',
    '｛',
    '<b>',
    '</b>',
    '<br>',
    'first_name',
    'points',
    'default:',
    '"x"',
    '&quot;',
    "'",
    'x',
    '{{first_name}}',
    '{{ points | 0 }}',
  )
  const places = fc.constantFrom<(text: string) => string>(
    (text) => `<p>${text}</p>`,
    (text) => `<img alt="${text.replaceAll(/["']/g, '&quot;')}">`,
    (text) => `<a href="https://x.example/?n=${text.replaceAll(/["']/g, '&quot;')}">x</a>`,
  )
  const isClean = (html: string) => {
    const { unsafe, problems, warnings } = checkHtml(html)
    return [unsafe, problems, warnings].every((list) => list.length === 0)
  }
  let clean = 0
  const FIELD = /\{\s*(first_name|points)\s*\}/i
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 8 }), places, (list, place) => {
      const html = place(list.join(''))
      if (!isClean(html)) return
      clean += 1
      const mail = rendered({ html }, { firstName: 'Ana' })
      expect(mail.html).not.toMatch(/\{\{|%7B%7B/i)
      for (const shown of [decodeHTML(mail.html), mail.text]) expect(shown).not.toMatch(FIELD)
    }),
    { numRuns: 600, seed: 8 },
  )
  expect(clean).toBeGreaterThan(50)
})

test.each([
  '<p>a <{{first_name}}> b</p>',
  'a <{{ last_name }}>',
  '<td><{{points | none}}</td>',
  '<b>1</b><{{shop_name}}',
])('no value may begin a tag in %j', (html) => {
  expect(checkHtml(html).problems).toContainEqual(expect.stringContaining('stands right before a placeholder'))
})

test.each([
  '<p>&lt;{{first_name}}&gt;</p>',
  '<p>< {{first_name}} ></p>',
  '<p>{{first_name}}<br></p>',
  '<p>a<b {{points}}</p>',
])('the sign itself may stand before a placeholder in %j', (html) => {
  expect(checkHtml(html).problems.join(' ')).not.toContain('stands right before a placeholder')
})
