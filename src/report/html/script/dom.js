"use strict";
const run = JSON.parse(document.getElementById("run").textContent);

// Nothing here takes text for markup: elements are made one by one, and text goes in as text.

const SVG = "http://www.w3.org/2000/svg";

function grow(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const el = (tag, attributes, ...children) => grow(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => grow(document.createElementNS(SVG, tag), attributes, children);

/** A text of ours in both languages; the style shows one. */
function say(ja, en) {
  return [el("span", { lang: "ja" }, ja), el("span", { lang: "en" }, en)];
}

/** What takes only plain text (options, labels for readers) is written again when the language changes. */
const relabelled = [];
function label(node, ja, en, attribute) {
  relabelled.push([node, ja, en, attribute]);
  relabel([node, ja, en, attribute]);
  return node;
}
function relabel([node, ja, en, attribute]) {
  const text = legible(document.documentElement.lang === "ja" ? ja : en);
  if (attribute) node.setAttribute(attribute, text);
  else node.textContent = text;
}

// Controls, invisible characters and those that turn the direction of writing: shown by their numbers.
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}\u{1d173}-\u{1d17a}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;
const HIDDEN_OR_BREAK = new RegExp(`\\n|${HIDDEN.source}`, "gu");
const number = (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
const legible = (text) => text.replace(HIDDEN, number);

/** A text that is not ours, set apart from what surrounds it. With `lines`, line breaks are kept. */
function raw(text, tag = "bdi", attributes = {}, lines = false) {
  const node = el(tag, { ...attributes, class: `raw ${attributes.class || ""}`.trim(), dir: "ltr" });
  let from = 0;
  for (const found of text.matchAll(lines ? HIDDEN : HIDDEN_OR_BREAK)) {
    if (lines && found[0] === "\t") continue;
    node.append(text.slice(from, found.index), el("span", { class: "esc" }, number(found[0])));
    from = found.index + found[0].length;
  }
  node.append(text.slice(from));
  return node;
}

/** A clause or title of a contract; where it is in one language alone, that one is shown in both (the style hides what is exactly `ja` or `en`). */
function both(text) {
  if (text.ja && text.en) return [raw(text.ja, "span", { lang: "ja" }), raw(text.en, "span", { lang: "en" })];
  return [raw(text.ja || text.en || "", "span", { lang: text.ja ? "ja-JP" : "en-US" })];
}

/** What was due or was returned: one text where it is the same in both languages. */
const worded = (text) => typeof text === "string" ? raw(text) : both(text);
/** All of its words, to be searched. */
const searched = (text) => typeof text === "string" ? text : `${text.ja}\n${text.en}`;

/** Where a clause stands, as a link where it has an address. */
function source(requirement) {
  const url = requirement.url || "";
  return /^https?:\/\//.test(url) ? el("a", { href: url, rel: "noreferrer" }, worded(requirement.source)) : worded(requirement.source);
}

const count = (number) => number.toLocaleString("en-US");

/** A number with what it counts, in English. */
const plural = (number, en) => `${count(number)} ${en}${number === 1 ? "" : "s"}`;
/** A number with what it counts. */
const some = (number, ja, en) => say(`${ja} ${count(number)}件`, plural(number, en));

const LEVELS = { must: ["必須", "must"], should: ["推奨", "should"], open: ["規定なし", "open"] };
const MARKS = { fail: "✗", error: "⚠", warn: "!", "not-tested": "–", waived: "◇", info: "i", pass: "✓" };
/** Each verdict with its mark and its words, which are those of every other report. */
const VERDICTS = Object.fromEntries(Object.entries(MARKS).map(([name, mark]) => [name, [mark, ...run.words[name]]]));

function verdict(name) {
  const [mark, ja, en] = VERDICTS[name] || ["?", name, name];
  return el("span", { class: `v v-${name}`, "data-mark": mark }, say(ja, en));
}

const level = (name) => el("span", { class: "level" }, say(`${(LEVELS[name] || [name])[0]} (${name})`, name));
const verdictOf = (name) => ({ must: "fail", should: run.strict ? "fail" : "warn", open: "info" })[name];

/** A table that a screen reader still reads as one when a narrow screen lays it out as cards. */
function table(caption, heads, rows, attributes = {}) {
  const head = heads.map((h) => el("th", { scope: "col", role: "columnheader" }, h));
  return el("table", { role: "table", ...attributes },
    el("caption", {}, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, head)),
    el("tbody", { role: "rowgroup" }, rows));
}
const row = (attributes, ...cells) => el("tr", { role: "row", ...attributes }, cells);
const cell = (attributes, ...children) => el("td", { role: "cell", ...attributes }, children);
/** A number with its name, which is shown where there is no head above it. */
const labelled = (ja, en, ...children) => label(cell({ class: "num" }, children), ja, en, "data-label");
const lead = (attributes, ...children) => el("th", { role: "rowheader", scope: "row", ...attributes }, children);
const wide = (node, ja, en) => label(el("div", { class: "wide", tabindex: "0", role: "region" }, node), ja, en, "aria-label");

/** A button that opens what is made only when it is first asked for. */
function opener(id, children, toggle) {
  const button = el("button", { type: "button", class: "opener", "aria-expanded": "false", "aria-controls": id }, children);
  button.show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    toggle(open);
  };
  button.addEventListener("click", () => button.show(button.getAttribute("aria-expanded") !== "true"));
  return button;
}

/** A button that copies, and says so. What a terminal would obey stays legible text. */
function copier(text) {
  const button = el("button", { type: "button" }, say("コピー", "Copy"));
  button.addEventListener("click", async () => {
    const done = await put(text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, number));
    button.replaceChildren(...(done ? say("コピーしました", "Copied") : say("コピーできません", "Not copied")));
    button.setAttribute("aria-live", "polite");
  });
  return button;
}

/** Puts a text on the clipboard; pages from a file may have to go the old way. */
async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "hide", readonly: true, "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
