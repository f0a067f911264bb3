export const zh = { ctrlEnter: 'Ctrl+Enter 提交' }
export const en: typeof zh = { ctrlEnter: 'Ctrl+Enter sends' }
