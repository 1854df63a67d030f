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
  // Polaris ships ESM that imports JSON, which Node's own loader refuses; and whoever imports Polaris must get that copy,
  // or its provider and its components do not know each other.
  ssr: { noExternal: ['@shopify/polaris', '@shopify/polaris-icons', '@shopify/shopify-app-remix'] },
})
