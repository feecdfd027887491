/** How the widget looks. README.md beside this file documents the --amends-* properties a page may set. */

/** Where the panel takes the whole screen: narrow windows, and phones held sideways. */
export const PHONE = "(max-width: 480px), (max-height: 480px) and (pointer: coarse)";

const DARK = `
  color-scheme: dark;
  --_accent: var(--amends-accent, #2d6cb8);
  --_ink: var(--amends-ink, color-mix(in srgb, var(--_accent) 45%, #fff));
  --_surface: var(--amends-surface, #171b21);
  --_text: var(--amends-text, #e9edf2);
  --_muted: var(--amends-muted, #a7b1be);
  --_line: var(--amends-line, #2e353e);
  --_soft: var(--amends-soft, #242a32);
  --_edge: #76818f;
  --_note: #3a2f16;
  --_note-text: #f5ddab;
  --_alert: #f2a39c;
`;

const THEME = `
:host {
  all: initial;
  display: block;
  color-scheme: light;
  --_accent: var(--amends-accent, #1f5fa8);
  --_ink: var(--amends-ink, var(--_accent));
  --_surface: var(--amends-surface, #fff);
  --_text: var(--amends-text, #1b2430);
  --_muted: var(--amends-muted, #5a6675);
  --_line: var(--amends-line, #dde3ea);
  --_soft: var(--amends-soft, #f1f4f7);
  --_edge: #7c8896;
  --_note: #fff5e0;
  --_note-text: #664400;
  --_alert: #a3271f;
  --_on: var(--amends-on-accent, #fff);
  --_gap: var(--amends-offset, 20px);
  --_z: var(--amends-z, 2147483000);
  --_tint: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
  --_shadow: 0 12px 40px rgb(0 0 0 / .2);
  --_tap: 40px;
  --_left: 18px;
  --_right: 18px;
  --_start: auto;
  --_end: var(--_gap);
  font: 15px/1.5 var(--amends-font, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif);
  color: var(--_text);
}
:host([position="left"]) { --_start: var(--_gap); --_end: auto; }
:host([theme="dark"]) { ${DARK} }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
@media (pointer: coarse) { :host { --_tap: 44px; } }
@media print { :host { display: none; } }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2 { margin: 0; font: inherit; }
button, textarea { padding: 0; border: 0; background: none; color: inherit; font: inherit; }
button { flex: none; cursor: pointer; }
button:disabled { cursor: default; }
:focus-visible { outline: 2px solid var(--_ink); outline-offset: 2px; }
.icon { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.round, .send, .mark { display: grid; place-items: center; width: var(--_tap); height: var(--_tap); flex: none;
  border-radius: 50%; color: var(--_muted); }
.round:hover { background: var(--_soft); color: var(--_text); }
.company, .intro, .day, .label, .foot, .indicator, .count { color: var(--_muted); font-size: 12.5px; line-height: 1.4; }
.strip, .banner, .notice, .system > .text, .jump { font-size: 13.5px; line-height: 1.45; }
`;

const PANEL = `
.launcher { position: fixed; z-index: var(--_z); left: var(--_start); right: var(--_end); bottom: calc(var(--_gap) + env(safe-area-inset-bottom));
  display: flex; align-items: center; gap: 10px; height: 52px; padding: 0 22px 0 18px; border-radius: 28px;
  background: var(--_accent); color: var(--_on); font-weight: 600; box-shadow: var(--_shadow); }
.launcher .icon { width: 24px; height: 24px; }
.badge { position: absolute; top: -6px; right: -4px; min-width: 24px; padding: 0 6px; border-radius: 12px;
  border: 2px solid var(--_surface); background: #b3261e; color: #fff; font-size: 12px; line-height: 20px; text-align: center; }
.panel { position: fixed; z-index: var(--_z); inset: auto var(--_end) var(--_gap) var(--_start); margin: 0; padding: 0;
  width: var(--amends-width, 400px); max-width: calc(100vw - 2 * var(--_gap));
  height: min(var(--amends-height, 680px), 100vh - 2 * var(--_gap)); max-height: none; overflow: hidden;
  border: 1px solid var(--_line); border-radius: var(--amends-radius, 16px); background: var(--_surface);
  color: var(--_text); box-shadow: var(--_shadow); }
.panel[open] { display: flex; flex-direction: column; }
.head { display: flex; align-items: center; gap: 12px; padding: 14px 12px 14px var(--_left); border-bottom: 1px solid var(--_line); }
.who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.title { font-weight: 600; font-size: 16px; line-height: 1.3; }
.mark { border-radius: 11px; background: var(--_soft); color: var(--_ink); }
.mark.person { border-radius: 50%; background: var(--_accent); color: var(--_on); font-weight: 600; }
.strip, .banner { padding: 9px var(--_right) 9px var(--_left); }
.strip { display: flex; justify-content: space-between; gap: 4px 16px; flex-wrap: wrap;
  border-bottom: 1px solid var(--_line); background: color-mix(in srgb, var(--_tint) 60%, var(--_surface)); }
.line { flex: 1 1 200px; }
.line:empty, .case:empty { display: none; }
.case { color: var(--_muted); white-space: nowrap; user-select: all; }
.middle { position: relative; flex: 1; min-height: 0; display: flex; }
.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 18px var(--_right) 14px var(--_left);
  scrollbar-width: thin; outline-offset: -2px; }
.intro { margin-bottom: 18px; text-align: center; text-wrap: balance; }
.jump { position: absolute; left: 50%; bottom: 12px; transform: translateX(-50%); display: flex; align-items: center; gap: 6px;
  min-height: var(--_tap); padding: 0 16px 0 12px; border: 1px solid var(--_line); border-radius: 22px;
  background: var(--_surface); color: var(--_ink); font-weight: 600; white-space: nowrap; box-shadow: var(--_shadow); }
.banner, .notice { background: var(--_note); color: var(--_note-text); }
`;

const MESSAGES = `
.message { display: flex; flex-direction: column; align-items: flex-start; margin-top: 4px; }
.first { margin-top: 18px; --_top-corner: 15px; }
.last { --_low-corner: 15px; }
.own { align-items: flex-end; }
.system { align-items: center; }
.day { display: flex; align-items: center; align-self: stretch; gap: 12px; margin: 8px 0 16px; }
.day::before, .day::after { content: ""; flex: 1; border-top: 1px solid var(--_line); }
.label { margin: 0 2px 5px; }
.name { margin-right: 5px; color: var(--_text); font-weight: 600; }
.text { max-width: 85%; padding: 9px 14px; border-radius: var(--_top-corner, 5px) 15px 15px var(--_low-corner, 5px); background: var(--_soft);
  white-space: pre-wrap; overflow-wrap: anywhere; }
.agent > .text { background: var(--_tint); }
.own > .text { border-radius: 15px var(--_top-corner, 5px) var(--_low-corner, 5px) 15px; background: var(--_accent); color: var(--_on); }
.system > .label { position: absolute; clip-path: inset(50%); }
.system > .text { max-width: 92%; padding: 2px 0; background: none; color: var(--_muted); text-align: center; text-wrap: balance; }
a { color: var(--_ink); }
.own a { color: inherit; }
.foot { display: flex; align-items: center; justify-content: flex-end; flex-wrap: wrap; gap: 0 10px; max-width: 85%;
  margin: 4px 3px 0; text-align: right; }
.said { margin-right: -5px; line-height: 0; }
.foot[data-state="refused"], .over { color: var(--_alert); }
:not(.last) > .foot:is([data-state="stored"], [data-state="answered"]) { display: none; }
.small { min-height: 28px; color: var(--_ink); font-weight: 600; text-decoration: underline; }
@media (pointer: coarse) { .small { min-height: 44px; padding: 0 8px; } }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.choice { flex: 0 1 auto; min-height: var(--_tap); padding: 6px 16px; border: 1px solid var(--_ink); border-radius: 22px;
  color: var(--_ink); font-weight: 500; line-height: 1.3; text-align: left; }
.choice:disabled { border-color: var(--_line); color: var(--_muted); }
.choice:hover:enabled, .choice.chosen { border-color: var(--_ink); color: var(--_ink); background: var(--_tint); }
.indicator { display: flex; align-items: center; gap: 8px; margin: 14px 2px 0; }
.dots { display: inline-flex; gap: 4px; }
.dots i { width: 5px; height: 5px; border-radius: 50%; background: currentColor; opacity: .55; }
`;

const COMPOSER = `
.below { padding: 10px 12px calc(12px + env(safe-area-inset-bottom)); border-top: 1px solid var(--_line); }
.composer { display: flex; align-items: flex-end; gap: 4px; padding: 3px; border: 1px solid var(--_edge); border-radius: 14px; }
.composer:focus-within { border-color: var(--_ink); box-shadow: 0 0 0 1px var(--_ink); }
.box { flex: 1; min-width: 0; min-height: var(--_tap); max-height: 148px; padding: 8px 4px 8px 12px; resize: none; outline: none; }
.box::placeholder { color: var(--_muted); opacity: 1; }
.send { border-radius: 11px; background: var(--_accent); color: var(--_on); }
.send[aria-disabled="true"] { background: var(--_soft); color: var(--_muted); }
.launcher:hover { filter: brightness(1.08); }
.count { margin: 6px 4px 0; text-align: right; }
.notice { display: flex; align-items: center; gap: 8px; margin-bottom: 10px; padding: 4px 4px 4px 14px; border-radius: 12px; }
.notice p { flex: 1; }
.notice .round { background: none; color: inherit; }
@media ${PHONE} {
  :host { font-size: 16px; --_left: calc(16px + env(safe-area-inset-left)); --_right: calc(16px + env(safe-area-inset-right)); }
  .launcher { width: 56px; height: 56px; padding: 0; justify-content: center; }
  .launcher-text { display: none; }
  .panel { inset: var(--_top, 0) 0 auto; width: 100%; max-width: none;
    height: var(--_height, 100dvh); border: 0; border-radius: 0; }
  .head { padding-block: calc(10px + env(safe-area-inset-top)) 10px; }
  .below { padding: 8px calc(var(--_right) - 6px) calc(10px + env(safe-area-inset-bottom)) calc(var(--_left) - 6px); }
}
@media (prefers-reduced-motion: no-preference) {
  .panel[open] { animation: rise .18s ease-out; }
  .dots i { animation: breathe 1.2s infinite; }
  .dots i:nth-child(2) { animation-delay: .15s; }
  .dots i:nth-child(3) { animation-delay: .3s; }
}
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }
@keyframes breathe { 50% { opacity: .2; } }
@media (forced-colors: active) { .text, .launcher { border: 1px solid; } }
`;

/** One sheet for every <amends-chat>: built in script, so a page's policy needs no style-src for it. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(THEME + PANEL + MESSAGES + COMPOSER);
