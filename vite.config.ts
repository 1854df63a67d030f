import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig } from 'vite'
import remixConfig from './remix.config.js'

declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: true
  }
}

export default defineConfig({
  plugins: [remix(remixConfig)],
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 600 },
  // Polaris ships ESM that imports JSON, which Node's own loader refuses.
  ssr: { noExternal: ['@shopify/polaris', '@shopify/polaris-icons'] },
})
