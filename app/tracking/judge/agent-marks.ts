// What tells agents from each other, as tables. Each is read from its top, and the first mark that is found decides: a mark
// is plain text that the user agent contains. tests/fixtures/agents.txt has an agent with its source for every mark.
import type { Browser, Client, Device, Reason } from './codes.ts'

export type Marks<Name> = [Name, string[]][]

/** Android apps that show web pages say their package in X-Requested-With; of these it tells what the agent does not. */
export const MAIL_APPS = new Set([
  'com.google.android.gm',
  'com.microsoft.office.outlook',
  'com.samsung.android.email.provider',
  'com.yahoo.mobile.client.android.mail',
])

export const CLIENTS: Marks<Client> = [
  ['thunderbird', ['Thunderbird/', 'Icedove/']],
  ['outlook', ['Outlook', 'MSOffice', 'ms-office', 'Microsoft Office/', '[com.microsoft.office.outlook]']],
  ['windowsMail', ['WindowsMail/']],
  ['yahoo', ['Yahoo%20Mail', 'yahoo.ymail', '[com.yahoo.mobile.client.android.mail]']],
  ['gmail', ['Android-Gmail', '[com.google.android.gm]']],
  ['samsung', ['[com.samsung.android.email.provider]']],
  ['otherApp', ['Airmail', 'Mailbird/', 'eMClient/', 'eM Client/', 'BlueMail/', 'Foxmail/', 'NaverMailApp/']],
  ['otherApp', ['Postbox', 'The Bat!', 'Mailspring/', 'MailMaster', 'Lotus-Notes/', 'MailBar/']],
]

/** Mac and iOS show mail in a web view that names no browser; every other app adds its own name. */
export const APPLE_MAIL =
  /^Mozilla\/5\.0 \((?:Macintosh|iPhone|iPad)[^()]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/

/** Most of them also name those they are built upon, which stand below. */
export const BROWSERS: Marks<Browser> = [
  ['instagram', ['Instagram']],
  ['facebook', ['FBAN/', 'FBAV/', 'FB_IAB/']],
  ['tiktok', ['BytedanceWebview/', 'musical_ly']],
  ['pinterest', ['[Pinterest/']],
  ['googleApp', ['GSA/']],
  ['duckDuckGo', ['DuckDuckGo/', 'Ddg/']],
  ['inApp', ['; wv)', 'LinkedInApp', ' Line/', 'Snapchat/', 'MicroMessenger/']],
  ['edge', ['Edg/', 'EdgA/', 'EdgiOS/', 'Edge/']],
  ['opera', ['OPR/', 'OPT/', 'OPX/', 'OPiOS/', 'Opera']],
  ['samsung', ['SamsungBrowser/']],
  ['other', ['YaBrowser/', 'Vivaldi/', 'Silk/', 'MiuiBrowser/', 'HuaweiBrowser/', 'UCBrowser/', 'Whale/']],
  ['firefox', ['Firefox/', 'FxiOS/']],
  ['internetExplorer', ['MSIE ', 'Trident/']],
  ['chrome', ['Chrome/', 'CriOS/']],
  ['other', ['Android']],
  ['safari', ['Safari/']],
  ['inApp', ['Mobile/']],
]

/** Android says which in another way. */
export const DEVICES: Marks<Device> = [
  ['mobile', ['Windows Phone']],
  ['tablet', ['iPad']],
  ['mobile', ['iPhone', 'prod.iphone']],
  ['unknown', ['SMART-TV']],
  ['desktop', ['Windows', 'Macintosh', 'Mac OS X', 'X11', 'Linux', 'x86_64', 'ms-office', 'Microsoft Office/']],
]

type ImageLoader = { reason: Reason; is: (userAgent: string) => boolean; open: 'proxy' | 'machine'; client: Client }

/** What fetches images for email apps: it never follows a link for a person. */
export const IMAGE_LOADERS: ImageLoader[] = [
  // Gmail's look ahead, before anybody has opened the mail, has an odd browser's name.
  {
    reason: 'gmail-prefetch',
    is: (text) => text.endsWith('Edge/12.246 Mozilla/5.0'),
    open: 'machine',
    client: 'gmail',
  },
  { reason: 'gmail-proxy', is: (text) => text.includes('GoogleImageProxy'), open: 'proxy', client: 'gmail' },
  { reason: 'yahoo-proxy', is: (text) => text.includes('YahooMailProxy'), open: 'proxy', client: 'yahoo' },
  // It says nothing more than this, and may load images nobody looks at, as the note beside the figures says.
  { reason: 'apple-privacy-proxy', is: (text) => text === 'Mozilla/5.0', open: 'proxy', client: 'appleMail' },
]

/** Security products that say who they are. */
export const SCANNERS = /barracuda|proofpoint|ciscosecureemail|bingpreview|\btmes\b/i

/** WeChat names a process of its own that the list of bots takes for a bot's. */
export const NO_BOT = 'MicroMessenger/'

/** Office asks for a link before it hands it to the browser, whose own request follows; for images it is Outlook itself. */
export const OFFICE = /ms-office|MSOffice|Microsoft (?:Office|Outlook)/
export const OFFICE_DISCOVERY = /Microsoft Office (?:Existence|Protocol) Discovery/
