import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  build: { target: 'es2022', reportCompressedSize: true, chunkSizeWarningLimit: 600 },
  server: {
    // `make up` runs the services.
    proxy: Object.fromEntries(
      ['/api', '/files', '/verify', '/screens.json'].map((path) => [path, 'http://127.0.0.1:8000']),
    ),
  },
})
