// 每一类东西怎么叫，它的每一项怎么叫、选项怎么说、要不要解释。

export const field = {
  regions: { parent: "上级地区", name: "名称", kind: "级别", code: "行政区划代码" },
  schools: { region: "所在地区", name: "学校名称", code: "学校标识码", kind: "类型" },
  classrooms: {
    school: "学校",
    name: "教室名称",
    cameras: "摄像头个数",
    loudspeaker: "音箱",
    line: "网络线路",
    box_url: "录播主机地址",
  },
  people: {
    region: "地区",
    school: "学校",
    number: "工号",
    real_name: "真实姓名",
    display_name: "显示名",
    phone: "手机号",
    verified_by: "身份核实",
    grants: "角色",
  },
  classes: { school: "学校", name: "班级名称", grade: "年级", year: "学年（开始的年份）" },
  pupils: { school_class: "班级", name: "姓名", number: "学号", consent: "监护人同意" },
  terms: { region: "地区", name: "学期名称", first_day: "第一天", last_day: "最后一天" },
  calendar_days: {
    region: "地区",
    school: "学校",
    day: "日期",
    kind: "类型",
    follows: "按周几的课表",
    name: "名称",
  },
  bell_schedules: {
    school: "学校",
    name: "作息表名称",
    periods: "节次",
    first_day: "从哪天起",
    last_day: "到哪天止",
  },
  pairings: {
    name: "结对名称",
    subject: "学科",
    term: "学期",
    mode: "授课形式",
    classroom: "主讲教室",
    lecturer: "主讲教师",
    school_class: "本地班级",
    receivers: "听讲教室",
    cap: "听讲教室上限",
  },
  slots: {
    pairing: "结对",
    weekday: "星期",
    period: "节次",
    start: "上课时间",
    end: "下课时间",
    first_day: "从哪天起",
    last_day: "到哪天止",
    every: "每几周一次",
  },
  slot_exceptions: {
    slot: "课",
    day: "原来的日期",
    change: "变动",
    to_day: "改到哪天",
    start: "改到几点上课",
    end: "改到几点下课",
    other: "另一节课",
    other_day: "另一节课的日期",
    reason: "原因",
  },
};

export const choice = {
  regions: { kind: { province: "省", city: "市", county: "县" } },
  schools: {
    kind: { urban: "城区学校", centre: "中心校", village: "村小", teaching_point: "教学点" },
  },
  classrooms: {
    loudspeaker: {
      front: "黑板两侧音箱",
      ceiling: "吸顶音箱",
      screen: "一体机自带",
      headset: "耳机",
    },
    line: { fibre: "光纤", copper: "网线／电话线", mobile: "手机网络", satellite: "卫星" },
  },
  people: {
    verified_by: {
      nobody: "未核实",
      phone: "手机号",
      id_no: "身份证",
      uscc: "单位信用代码",
      school: "学校核实",
    },
  },
  pupils: {
    consent: { unasked: "还没问", given: "已同意", refused: "不同意", withdrawn: "已撤回" },
  },
  calendar_days: { kind: { holiday: "放假", make_up: "调休上课" } },
  pairings: { mode: { dedicated: "专门开课", shared: "同步上课" } },
  slot_exceptions: {
    change: { moved: "改期", cancelled: "停课", swapped: "对调", merged: "合班" },
  },
};

export const help = {
  regions: {
    code: "六位数字，如 530902。",
    parent: "省不用选；市选它的省，县选它的市。",
  },
  schools: { code: "教育部的学校标识码，字母和数字。" },
  classrooms: {
    name: "学校里平时怎么叫就怎么写，如“三年级教室”。",
    loudspeaker: "决定回声怎么处理，请按教室里实际用的选。",
    box_url: "教室里有录播主机时填，以 rtsp:// 开头；没有就空着。",
  },
  people: {
    display_name: "课堂里别人看到的称呼，如“王老师”。",
    real_name: "只有管理员看得到。",
    phone: "可以不填。",
    verified_by: "没有核实身份的人可以登录和观看，不能讲课和发言。",
    grants: "一个人可以有几个角色。审计员不能同时是管理员。",
  },
  classes: { name: "如“三（1）班”。", year: "2026 表示 2026 年秋季开始的学年。" },
  pupils: { number: "学校自己的学号，不要用身份证号。" },
};

export const kind = {
  regions: {
    one: "地区",
    lead: "省、市、县，一级管一级。学校都在某个地区下面。",
    none: "还没有地区",
    begin: "先建本省，再建市和县，然后就可以添加学校。",
  },
  schools: {
    one: "学校",
    lead: "学校和教学点。教室、人员、班级都在学校下面。",
    none: "还没有学校",
    begin: "先导入学校名单，或新建一所。",
  },
  classrooms: {
    one: "教室",
    lead: "装了设备、要上三个课堂的教室。教室里的电脑登记一次，以后自动进课堂。",
    none: "还没有教室",
    begin: "先新建一间教室，再给教室里的电脑做登记。",
  },
  people: {
    one: "人员",
    lead: "主讲教师、辅助教师、督导员和管理员。",
    none: "还没有人员",
    begin: "先导入教师名单，或新建一人，再发给他登录的邀请。",
  },
  classes: {
    one: "班级",
    lead: "一个学年一个班。学生都在班级里。",
    none: "还没有班级",
    begin: "先导入班级和学生名单，或新建一个班。",
  },
  pupils: {
    one: "学生",
    lead: "只记姓名和学号，别的都不记。监护人没有同意的学生照常上课，但不在录像、导出和统计里出现姓名。",
    none: "还没有学生",
    begin: "先导入学生名单，或在班级里新建。",
  },
};

export const grade = {
  g1: "一年级",
  g2: "二年级",
  g3: "三年级",
  g4: "四年级",
  g5: "五年级",
  g6: "六年级",
  g7: "七年级",
  g8: "八年级",
  g9: "九年级",
  g10: "高一",
  g11: "高二",
  g12: "高三",
};
