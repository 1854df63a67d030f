// Pictures of the demo shop's goods, drawn as SVG and carried in the mail itself, so that nothing has to be fetched.

const SHAPES = {
  hills: `<rect width="600" height="260" fill="#f3d9b1"/><circle cx="430" cy="110" r="46" fill="#e9a15b"/>
    <path d="M0 190Q150 90 320 180T600 150V260H0Z" fill="#b9774a"/><path d="M0 220Q180 140 360 210T600 195V260H0Z" fill="#7d8b5a"/>
    <path d="M0 245Q200 190 600 235V260H0Z" fill="#2f5d50"/>`,
  scarf: good(
    '#f0dcd0',
    '<path d="M90 60q60 50 120 0l10 40q-70 50-140 0z" fill="#b5492f"/><path d="M110 95l-8 110h46l4-95zM165 108l18 92 42-10-24-90z" fill="#a03d26"/>',
  ),
  jumper: good(
    '#dfe7df',
    '<path d="M115 65h70l55 40-22 40-24-14v84h-88v-84l-24 14-22-40z" fill="#2f5d50"/><path d="M130 65q20 22 40 0" fill="none" stroke="#20463b" stroke-width="8"/>',
  ),
  lamp: good(
    '#efe6d3',
    '<path d="M112 60h76l26 72H86z" fill="#e8c36a"/><rect x="145" y="132" width="10" height="64" fill="#9a7430"/><rect x="112" y="196" width="76" height="12" rx="6" fill="#9a7430"/>',
  ),
  mug: good(
    '#dde5ee',
    '<rect x="92" y="84" width="92" height="112" rx="12" fill="#3f6a94"/><path d="M184 106h22q22 0 22 28t-22 28h-22" fill="none" stroke="#3f6a94" stroke-width="14"/>',
  ),
  coat: good(
    '#e6e8ec',
    '<path d="M122 36h56l32 26 24 98-24 8-22-64 16 124H96l16-124-22 64-24-8 24-98z" fill="#5c6370"/><path d="M150 36v192" stroke="#474d58" stroke-width="5"/>',
  ),
  boots: good(
    '#eee2d6',
    '<path d="M82 70h46v84l32 16v30H82zM166 70h46v84l32 16v30h-78z" fill="#7a4a2b"/><path d="M82 194h78M166 194h78" stroke="#4f2f1b" stroke-width="10"/>',
  ),
}

function good(background: string, shape: string): string {
  return `<rect width="300" height="260" fill="${background}"/>${shape}`
}

/** The picture as a `data:` URL, or null when there is none of this name. */
export function pictureUrl(name: string): string | null {
  const shapes = Object.entries(SHAPES).find(([known]) => known === name)?.[1]
  if (!shapes) return null
  const width = name === 'hills' ? 600 : 300
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 260" width="${width}" height="260">${shapes.replaceAll(/\s+/g, ' ')}</svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
