import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

export default defineConfig({
  base: '/m/',
  plugins: [
    vue(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'service-worker.ts',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{html,js,css,png}'] },
      // The pattern has them already, and a file that is named twice can't be kept.
      includeManifestIcons: false,
      manifest: {
        id: '/m/',
        name: '市容',
        short_name: '市容',
        description: '城市市容市貌整治：拍照上报、整改、审批',
        lang: 'zh-CN',
        start_url: '/m/',
        scope: '/m/',
        display: 'standalone',
        orientation: 'portrait',
        theme_color: '#0b6e69',
        background_color: '#f4f6f7',
        icons: [
          { src: 'icons/192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [{ name: '拍照上报', url: '/m/report' }],
      },
    }),
  ],
  build: {
    target: 'es2022',
    reportCompressedSize: true,
    // The first view in one file: on a slow line each file waits for its own answer.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  server: {
    // `make up` runs the services.
    proxy: Object.fromEntries(
      ['/api', '/files', '/verify', '/screens.json'].map((path) => [path, 'http://127.0.0.1:8000']),
    ),
  },
})
