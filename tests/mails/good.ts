// E-mails as people and their tools write them, each by its oddity: every one must be accepted as it is.

const page = (body: string, head = '') =>
  `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>News</title>${head}</head>\n<body>\n${body}\n</body>\n</html>\n`
const LINK = '<a href="https://shop.example/">shop</a>'

export const GOOD_MAILS: Record<string, string> = {
  'a condition that all but Outlook read on from': page(
    `<!--[if mso]><p>Outlook</p><!--<![endif]--><p>others ${LINK}</p>`,
  ),
  'a condition in capitals': page(`<!--[IF MSO]><p>Outlook</p><![ENDIF]-->${LINK}`),
  'a condition with blanks in its brackets': page(`<!--[ if mso ]><p>Outlook</p><![ endif ]-->${LINK}`),
  'a comment inside a condition': page(
    `<!--[if mso]><table><tr><td><!-- left column --><![endif]--><div>${LINK}</div><!--[if mso]></td></tr></table><![endif]-->`,
  ),
  'a condition inside a condition': page(
    `<!--[if mso]><!--[if gte mso 12]><p><a href="https://shop.example/new">new</a></p><![endif]-->${LINK}`,
  ),
  'ghost tables whose tags are spread over conditions': page(
    `<!--[if mso | IE]><table role="presentation"><tr><td width="300"><![endif]--><div>${LINK}</div><!--[if mso | IE]></td></tr></table><![endif]-->`,
  ),
  'either of two conditions, revealed': page(`<!--[if (gte mso 9)|(IE)]><!--><p>${LINK}</p><!--<![endif]-->`),
  'not Outlook, as a comment with a blank': page(`<!--[if !mso]><!-- --><p>${LINK}</p><!-- <![endif]-->`),
  'not Outlook, as a comment of dashes': page(`<!--[if !mso]><!----><p>${LINK}</p><!--<![endif]-->`),
  'not Outlook, closed at once': page(`<!--[if !mso]> --><p>${LINK}</p><!-- <![endif]-->`),
  'not Outlook, without a comment': page(`<![if !mso]><p>${LINK}</p><![endif]>`),
  'an older Outlook, its end without a bracket': page(`<!--[if lt mso 16]><p>old</p><![endif]>-->${LINK}`),
  'settings for Outlook in the head': page(
    LINK,
    '<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->',
  ),
  'a background drawn by VML': page(
    `<div><!--[if gte mso 9]><v:rect fill="true" stroke="false" style="width:600px;"><v:fill type="tile" src="https://shop.example/b.png" color="#fff" /><v:textbox inset="0,0,0,0"><![endif]--><p>${LINK}</p><!--[if gte mso 9]></v:textbox></v:rect><![endif]--></div>`,
  ),
  'comments that end in odd ways': page(`<!--> <!---> <!-- a -- b ---> <!-- c --!> <!-----> ${LINK}`),
  'encoded tags in an attribute': page(`<img src="https://shop.example/s.png" alt="Size &lt;small&gt;">${LINK}`),
  'tags in an attribute': page(`<img src="https://shop.example/s.png" alt="Size <small>">${LINK}`),
  'less and more in attributes': page(
    `<img src="https://shop.example/s.png" alt="a < b" title="1 > 0"><p title="<3">${LINK}</p><i title="x <= y >= z"></i>`,
  ),
  'arrows and equal signs in attributes': page(
    `<a href="https://shop.example/" title="-> now => or never <-">go</a><i title="a=1 > b=2"></i>`,
  ),
  'markup kept in an attribute': page(
    `<div data-card='<a href="https://shop.example/c">card</a>' data-more="<b class='x'>more</b>">${LINK}</div>`,
  ),
  'attributes that touch': page(`<img alt="a > b"src="https://shop.example/s.png"width="20">${LINK}`),
  'a more sign in an address': page(`<a href="https://shop.example/?from=1>2&to=<3">shop</a>`),
  'no end tags': page(`<ul><li>one<li>two ${LINK}<li>three</ul><p>four<p>five<table><tr><td>six<td>seven</table>`),
  'a table that is never closed': page(`<table width="600"><tr><td>${LINK}`),
  'fonts that are never closed': page(`<font color="red"><b><i>Sale</font> ${LINK}`),
  'text for a preview, hidden by its author': page(
    `<div style="display:none;max-height:0;overflow:hidden">Only today</div><span class="hide">x</span>${LINK}`,
    '<style>.hide{display:none}@media (max-width:480px){.wide{display:none!important}}</style>',
  ),
  'cells without a font size, as MJML writes them': page(
    `<table style="font-size:0px;line-height:0"><tr><td style="direction:ltr;font-size:0px;padding:20px 0;">${LINK}</td></tr></table>`,
  ),
  'a fragment': `<p>Hello ${LINK}</p>`,
  'XHTML of another century': `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>News</title></head><body bgcolor="#ffffff">${LINK}<br/></body></html>`,
}
