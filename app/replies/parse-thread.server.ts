// Reads one mail in a thread of its own, for parse-mail.server.ts.
import { parentPort, workerData } from 'node:worker_threads'
import PostalMime from 'postal-mime'
import { textOfHtml } from './html-text.ts'

const mail = await PostalMime.parse(workerData as Uint8Array)
const text = mail.text ?? (mail.html && textOfHtml(mail.html))
parentPort?.postMessage({ ...mail, text })
