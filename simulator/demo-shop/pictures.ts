// Pictures of the demo shop's goods, drawn as SVG: carried in a mail itself, or fetched from the shop's files.

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
  hat: good(
    '#efe9dc',
    '<path d="M92 168q0-96 58-96t58 96z" fill="#d6a03c"/><rect x="82" y="160" width="136" height="34" rx="12" fill="#bd8728"/><path d="M112 168v18M131 168v18M150 168v18M169 168v18M188 168v18" stroke="#a5741d" stroke-width="4"/>',
  ),
  socks: good(
    '#e4e7e2',
    '<path d="M96 56h44v96l34 28q14 14-2 26-14 10-30 0l-46-34z" fill="#6b7f94"/><path d="M96 56h44v20H96zM96 96h44v10H96zM96 122h44v10H96z" fill="#d8c9a8"/><path d="M168 56h44v60l20 22q12 16-4 26-14 8-28-4l-32-30z" fill="#8a5a48"/><path d="M168 56h44v18h-44zM168 92h44v10h-44z" fill="#ecdcc4"/>',
  ),
  shirt: good(
    '#f1f0ea',
    '<path d="M112 58h76l52 34-20 40-26-14v92h-88v-92l-26 14-20-40z" fill="#9fb8cc"/><path d="M132 58l18 24 18-24M150 82v128" fill="none" stroke="#7b97ae" stroke-width="5"/>',
  ),
  bag: good(
    '#e9ebe0',
    '<path d="M74 112h152l10 92H64z" fill="#69713f"/><path d="M110 116q0-54 40-54t40 54" fill="none" stroke="#7a4a2b" stroke-width="12"/><rect x="74" y="112" width="152" height="16" fill="#575e33"/>',
  ),
  blanket: good(
    '#ece7e1',
    '<rect x="70" y="92" width="160" height="112" rx="10" fill="#8d8f93"/><path d="M70 128h160M70 166h160" stroke="#74767a" stroke-width="6"/><path d="M82 110l14-12 14 12 14-12 14 12 14-12 14 12 14-12 14 12 14-12 14 12" fill="none" stroke="#b9bbbf" stroke-width="4"/>',
  ),
  cushion: good(
    '#e8e2da',
    '<path d="M76 78q74 20 148 0-18 58 0 118-74-18-148 0 18-60 0-118z" fill="#83796e"/><path d="M96 98q54 12 108 0" fill="none" stroke="#9d9489" stroke-width="4"/>',
  ),
  candle: good(
    '#efe3c8',
    '<rect x="118" y="104" width="64" height="104" rx="6" fill="#d9a441"/><path d="M150 104V84" stroke="#4a3a22" stroke-width="5"/><path d="M150 46q18 22 0 40-18-18 0-40z" fill="#f2b53c"/>',
  ),
  soap: good(
    '#e3eadf',
    '<rect x="78" y="104" width="144" height="84" rx="22" fill="#8fa36c"/><rect x="98" y="124" width="104" height="44" rx="12" fill="none" stroke="#7a8e58" stroke-width="5"/>',
  ),
  bowl: good(
    '#f0e7da',
    '<path d="M62 108h176q-6 92-88 92t-88-92z" fill="#b07a44"/><ellipse cx="150" cy="108" rx="88" ry="20" fill="#8c5e31"/>',
  ),
  teapot: good(
    '#dde5ee',
    '<path d="M92 132q0-52 58-52t58 52-58 70-58-70z" fill="#3f6a94"/><path d="M206 120l38-28-12 58-30 14M94 118q-40-8-34 32t44 30" fill="none" stroke="#3f6a94" stroke-width="14"/><circle cx="150" cy="72" r="10" fill="#34587b"/>',
  ),
  plate: good(
    '#e9e6df',
    '<ellipse cx="150" cy="176" rx="98" ry="24" fill="#b79f7c"/><ellipse cx="150" cy="158" rx="98" ry="24" fill="#c6ae8a"/><ellipse cx="150" cy="140" rx="98" ry="24" fill="#d6c09d"/><ellipse cx="150" cy="138" rx="62" ry="13" fill="#c6ae8a"/>',
  ),
  gloves: good(
    '#eae4da',
    '<path d="M88 204V112l-16-30 18-8 12 24V58h18v40l6-44 18 4-4 46 12-28 16 8-18 48v72z" fill="#8a6a3c"/><path d="M88 180h62" stroke="#6d522c" stroke-width="8"/>',
  ),
  card: good(
    '#efe0e0',
    '<rect x="66" y="84" width="168" height="108" rx="10" fill="#a32638"/><path d="M112 84v108" stroke="#f2e3c4" stroke-width="12"/><path d="M112 120q-34-34-34-8t34 8q34-34 34-8t-34 8z" fill="none" stroke="#f2e3c4" stroke-width="7"/>',
  ),
}

function good(background: string, shape: string): string {
  return `<rect width="300" height="260" fill="${background}"/>${shape}`
}

/** The picture as SVG, or null when there is none of this name. */
export function pictureSvg(name: string): string | null {
  const shapes = Object.entries(SHAPES).find(([known]) => known === name)?.[1]
  if (!shapes) return null
  const width = name === 'hills' ? 600 : 300
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 260" width="${width}" height="260">${shapes.replaceAll(/\s+/g, ' ')}</svg>`
}

/** The picture as a `data:` URL, or null when there is none of this name. */
export function pictureUrl(name: string): string | null {
  const svg = pictureSvg(name)
  return svg && `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
