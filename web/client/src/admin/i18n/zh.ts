// 管理页的中文：先写的一份。框架和各页共用的说法在这里，每个部分自己的在自己的目录里。

import { devices, sessions, settings, tokens } from "../access/zh";
import { line } from "../register/zh_line";
import { sound } from "../register/zh_sound";
import { compliance } from "../compliance/zh";
import { reports, sanctions } from "../keeping/zh";
import { incidents } from "../incidents/zh";
import { inspecting } from "../inspect/zh";
import { form, list } from "../list/zh";
import { changes, people } from "../people/zh";
import { privacy } from "../privacy/zh";
import { recordings, usage, watching } from "../recordings/zh";
import { roll } from "../roll/zh";
import { feeds, transfer } from "../transfer/zh";
import { timetable } from "../timetable/zh";
import { audit } from "../trail/zh";
import { action } from "./zh_actions";
import { failure, problem } from "./zh_failures";
import { choice, field, grade, help, kind } from "./zh_kinds";

export const zh = {
  admin: {
    title: "管理",
    brand: "三课堂管理",
    menu: "菜单",
    loading: "正在打开…",
    skip: "跳到内容",
    group: {
      today: "今日",
      timetable: "排课",
      inspect: "听课评价",
      places: "学校与教室",
      people: "人员",
      pupils: "班级与学生",
      data: "导入导出",
      access: "账号与设备",
      recordings: "录像",
      settings: "设置",
      audit: "审计",
    },
    page: {
      today: "今日课堂",
      week: "周课表",
      pairings: "结对",
      calendar: "校历与作息",
      regions: "地区",
      schools: "学校",
      classrooms: "教室",
      lines: "线路",
      people: "人员",
      changes: "待审核的资料",
      classes: "班级",
      pupils: "学生",
      privacy: "个人信息",
      import: "导入",
      export: "导出",
      feeds: "日历订阅",
      sessions: "登录情况",
      devices: "教室设备",
      tokens: "对接其他系统",
      recordings: "审看与公开",
      watching: "观看申请",
      usage: "录像用量",
      sanctions: "处置与黑名单",
      reports: "举报",
      settings: "设置",
      audit: "审计记录",
      incidents: "事件材料",
      compliance: "合规检查",
      rolls: "点名记录",
      inspections: "听课评价",
      forms: "评价表",
      samplings: "抽查",
    },
    place: {
      label: "查看范围",
      everything: "全部",
      server: "整个服务器",
      elsewhere: "其他地方",
      search: "输入学校或地区名称查找",
      none: "没有找到",
      granted: "我的范围",
      schools: "学校和地区",
    },
    me: {
      menu: "我的账号",
      account: "账号与密码",
      recordings: "课堂录像",
      sign_out: "退出登录",
      roles: "我的角色",
    },
    expired: {
      title: "登录已过期",
      text: "太久没有操作，需要重新登录。您填到一半的内容还在这一页上，登录后接着做就行。",
      open: "在新窗口登录",
      done: "我已登录",
      not_yet: "还没有登录成功，请在新窗口登录后再点一次。",
    },
    state: {
      retry: "再试一次",
      no_permission: "您的角色不能看这一页",
      no_permission_todo: "如果工作需要，请联系本校或本县的管理员，为您加上相应的角色。",
      nowhere: "没有这个页面",
      nowhere_todo: "网址可能不完整，请从左边的菜单重新进入。",
      nothing_granted: "您的账号还没有管理权限",
      nothing_granted_todo: "请联系管理员为您加上角色，再重新登录。",
      home: "回到首页",
      code: "代码：{code}",
    },
    act: {
      save: "保存",
      cancel: "取消",
      close: "关闭",
      confirm: "确定",
      undo: "撤销",
    },
    leave: {
      title: "有内容还没有保存",
      text: "现在离开，刚才填写的内容会丢失。",
      leave: "不保存，离开",
      stay: "继续填写",
    },
    time: { now: "刚刚" },
    role: {
      lecturer: "主讲教师",
      assistant: "辅助教师",
      inspector: "督导员",
      researcher: "教研员",
      viewer: "观众",
      school_admin: "学校管理员",
      system_admin: "系统管理员",
      auditor: "审计员",
    },
    action,
    failure,
    problem,
    field,
    choice,
    help,
    kind,
    grade,
    list,
    form,
    people,
    audit,
    compliance,
    incidents,
    inspecting,
    recordings,
    watching,
    usage,
    roll,
    changes,
    devices,
    line,
    sound,
    sessions,
    sanctions,
    reports,
    settings,
    tokens,
    timetable,
    transfer,
    feeds,
    privacy,
  },
};

export type AdminWords = typeof zh;
