export const zh = { own: '本单位' }
export const en: typeof zh = { own: 'My own unit' }
