// Chooses the page by its path; each page is a chunk of its own.

import { createApp, type Component } from "vue";

import { i18n, setLanguage } from "./i18n";
import "./styles/tokens.css";
import "./styles/base.css";

const PAGES: Record<string, () => Promise<{ default: Component }>> = {
  "/teach": () => import("./pages/Teach.vue"),
  "/assist": () => import("./pages/Assist.vue"),
  "/learn": () => import("./pages/Learn.vue"),
  "/setup": () => import("./pages/Setup.vue"),
  "/activate": () => import("./pages/Activate.vue"),
  "/account": () => import("./pages/Account.vue"),
  "/inspections": () => import("./pages/Inspections.vue"),
  "/line": () => import("./pages/Line.vue"),
  "/questions": () => import("./pages/Questions.vue"),
  "/recordings": () => import("./pages/Recordings.vue"),
  "/review": () => import("./pages/Review.vue"), // and the lesson behind it
  "/room": () => import("./pages/Room.vue"),
  "/admin": () => import("./pages/Admin.vue"), // and every address below it
};

const landing = (): Promise<{ default: Component }> => import("./pages/Landing.vue");
const open = PAGES[`/${location.pathname.split("/")[1]}`] ?? landing;

setLanguage(i18n.global.locale.value); // the document's language, too

// Another link pasted into the address bar of an open page changes only the fragment.
window.addEventListener("hashchange", () => location.reload());

void open().then(({ default: page }) => createApp(page).use(i18n).mount("#app"));
