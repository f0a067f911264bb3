export const zh = {
  menu: '功能菜单',
  skip: '跳到内容',
  account: '我的账号',
  mayNot: '您的岗位没有这里的权限',
  unread: '通知：{n} 条未读',
  roles: '岗位',
  keys: {
    title: '键盘快捷键',
    everywhere: '任何页面',
    help: '显示快捷键',
    palette: '跳转或按编号打开案件',
  },
  palette: {
    title: '跳转或打开案件',
    hint: '输入功能名称或案件编号',
    number: '打开案件 {number}',
    none: '没有编号为 {number} 的案件，或不在您的管理范围内',
    nothing: '没有匹配的功能；输入案件编号可直接打开案件',
  },
}
export const en = {
  menu: 'Menu',
  skip: 'Skip to the content',
  account: 'My account',
  mayNot: 'Your role has no access here',
  unread: 'Notices: {n} unread',
  roles: 'Roles',
  keys: {
    title: 'Keyboard',
    everywhere: 'On every page',
    help: 'Show the keys',
    palette: 'Go somewhere, or open a case by its number',
  },
  palette: {
    title: 'Go somewhere or open a case',
    hint: 'A room’s name or a case’s number',
    number: 'Open case {number}',
    none: 'There is no case {number} in your scope',
    nothing: 'No room has that name; type a case’s number to open the case',
  },
}
