export const zh = {
  title: '常用语',
  edit: '编辑常用语',
  ready: '完成',
  add: '＋ 把上面的文字存为常用语',
  remove: '删除常用语“{phrase}”',
  given: {
    reject: ['照片不清晰，无法确认问题', '不属于市容管理范围', '现场核实无此问题', '缺少位置信息'],
    return: ['整改后照片与整改前角度不一致', '现场仍有残留', '整改说明过于简单，请补充'],
    note: ['情况属实', '已与责任单位沟通', '请尽快处置'],
    refuse: ['按一般问题办理即可', '理由不充分，请按期整改', '不符合挂号条件'],
    assign: ['属该单位管辖范围', '按权责清单改派', '原单位无处置权限'],
    defer: ['需待天气转暖施工', '涉及产权协调，需要时间', '已列入年度改造计划'],
    solve: ['已清理完毕并恢复整洁', '已修复并验收', '已督促责任人整改到位'],
  },
}
export const en = {
  title: 'Common phrases',
  edit: 'Edit the phrases',
  ready: 'Done',
  add: '+ Keep the text above as a phrase',
  remove: 'Remove the phrase “{phrase}”',
  given: {
    reject: [
      'The photo is too unclear to tell',
      'Not a matter of street appearance',
      'Nothing of the kind was found on site',
      'The place is missing',
    ],
    return: [
      'The after-photo shows another angle',
      'Something was left on site',
      'The solution is too short; please say more',
    ],
    note: ['As reported', 'Talked over with the responsible unit', 'Please act soon'],
    refuse: [
      'An ordinary case will do',
      'The reason doesn’t suffice; rectify in time',
      'The conditions for a deferral aren’t met',
    ],
    assign: [
      'It lies in that unit’s area',
      'Reassigned by the list of duties',
      'The former unit may not act here',
    ],
    defer: [
      'The work needs warmer weather',
      'Ownership has to be settled first',
      'It is part of this year’s renewal plan',
    ],
    solve: ['Cleaned up', 'Repaired and accepted', 'The person responsible has put it right'],
  },
}
