const VERDICT_OF_RUN = {
  conformant: ["pass", "試験した範囲で要件違反はありません。", "No requirement was broken in what was tested."],
  "conformant-with-waivers": ["waived", "検出した要件違反はすべて適用除外として承認されています。", "Every finding is covered by a waiver."],
  "not-conformant": ["fail", "", ""],
  untested: ["error", "対象を試験できなかったか、試験が最後まで終わりませんでした。", "The target could not be tested, or not to the end."],
};

const SELF_TEST = () => say("内蔵の参照実装に対する自己試験であり、実際の対象の適合を示すものではありません。", "This is a self-test against the embedded reference; it says nothing of any real target.");

/** What a reader must know before the verdict: the run is not whole. */
function halved() {
  const lines = [];
  if (run.silence) lines.push(both(run.silence));
  if (!run.complete && !run.ended) lines.push(say("この試験は完了していません（中断されたか、分割の一部が欠けています）。", "The run is not complete: it was interrupted, or a shard of it is missing."));
  if (run.ended) lines.push([say("計画の途中で終了した理由: ", "Why it ended before its plan did: "), both(run.ended)]);
  if (run.cuts.length) lines.push([say("対象の制限により計画から除いた試験: ", "Cut from the plan to keep within the limits of the target: "), el("a", { href: "#not-tested" }, say(`${run.cuts.length} 件`, `${run.cuts.length}`))]);
  return lines.map((line) => el("p", { class: "note warns" }, line));
}

const WAIVERS = {
  used: ["waived", "◇", "適用", "applied"], expired: ["warn", "!", "期限切れ（無効）", "expired; it no longer counts"],
  "in-part": ["warn", "!", "他の種類の違反も該当するため無効", "waives nothing: other kinds of violation match it too"],
  stale: ["fail", "✗", "該当する指摘がありません。削除してください（残る限り不適合）", "nothing is left to waive; remove it (the run fails until then)"],
  untested: ["not-tested", "–", "未実施", "not tested"],
};

/** Who is responsible for what was waived, until when, and whether it still waives anything. */
function waivers() {
  if (!run.waivers.length) return [];
  const rows = run.waivers.map((w) => {
    const [kind, mark, ja, en] = WAIVERS[w.state] || ["info", "i", w.state, w.state];
    const limits = ["trial", "check", "operation", "pointer", "kind", "expected_code", "observed_code"].filter((key) => w[key]);
    return row({}, lead({}, el("a", { href: `#${encodeURIComponent(w.requirement)}` }, raw(w.requirement)), el("br"), raw(w.contract, "small")),
      cell({ class: "clause" }, verdictLike(kind, mark, ja, en), limits.map((key) => [el("br"), el("small", {}, `${key} = `, raw(w[key]))])),
      cell({ class: "slim" }, raw(w.until)), cell({ class: "slim" }, raw(w.owner)), cell({ class: "clause" }, raw(w.reason)), cell({ class: "num" }, count(w.findings)));
  });
  return [table(say(`${rows.length}件`, plural(rows.length, "waiver")),
    [say("要件", "Requirement"), say("状態と範囲", "State and scope"), say("期限", "Until"), say("責任者", "Owner"), say("理由", "Reason"), say("指摘", "Findings")], rows, { class: "cards wrap" })];
}

/** How many requirements failed, in the words of the other reports. */
const broken = () => run.failures.en ? el("strong", {}, say(`${run.failures.ja}。`, `${run.failures.en}.`)) : null;

/** What the page opens on: one row for each defect, however many findings it has. */
function topCauses() {
  if (!run.symptoms.length) return [];
  const link = (s, ...children) => s.cause === null || s.cause === undefined ? children : el("a", { href: `#cause-${s.cause + 1}` }, children);
  const rows = run.symptoms.map((s) => row({}, lead({ class: "slim" }, verdict(s.verdict)),
    cell({ class: "clause" }, link(s, el("span", { class: "expected" }, worded(s.expected)), " → ", el("span", { class: "actual" }, worded(s.actual)))),
    labelled("指摘", "findings", count(s.count)),
    cell({ class: "ids" }, s.requirements.map((id) => [el("a", { href: `#${encodeURIComponent(id)}` }, raw(id)), " "]), s.more ? `+${s.more}` : null)));
  return [el("h2", { class: "minor" }, say("主な原因", "Top causes")), table(say("期待 → 実際。行は原因、指摘数の多い順", "Expected → actual, a row for each cause, the most frequent first"),
    [say("判定", "Verdict"), say("期待 → 実際", "Expected → actual"), say("指摘", "Findings"), say("要件", "Requirements")], rows, { class: "cards causes" })];
}

/** A part that is folded until it is wanted. */
const folded = (ja, en, ...children) => el("details", { class: "fold" }, el("summary", {}, el("h2", { class: "minor" }, say(ja, en))), children);

/** A moment in the time of Japan, with UTC beside it. */
function moment(started) {
  const time = Date.parse(started);
  if (Number.isNaN(time)) return [raw(started)];
  const text = (at) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
  return [`${text(time + 9 * 3600e3)} JST`, el("small", {}, ` (${text(time)} UTC)`)];
}

/** What a run is made again from. */
const made = (seed, number, plan) => raw([`${seed} ${run.seed}`, run.run_number ? `${number} ${run.run_number}` : "", `${plan} ${run.plan_hash}`, `tekigo ${run.tekigo}`].filter(Boolean).join(", "));

function facts() {
  const t = run.target;
  const kind = t.kind === "reference"
    ? say("内蔵の参照実装", "embedded reference")
    : raw(t.url, "span");
  const n = run.totals;
  return [
    [say("対象", "Target"), both(t.name)],
    [say("アドレス", "Address"), kind],
    [say("開始", "Started"), moment(run.started)],
    [say("所要時間", "Duration"), say(`${run.seconds} 秒`, `${run.seconds} s`)],
    [say("実施数", "Scope"), [some(n.trials, "試験", "trial"), ", ", some(n.cases, "ケース", "case"), ", ", some(n.exchanges, "リクエスト", "request")]],
    [say("指摘", "Findings"), count(n.findings - n.observations)],
    [say("参考（判定対象外）", "Observations (not judged)"), count(n.observations)],
    [say("生成できなかったケース", "Cases that could not be generated"), count(n.dropped)],
    [say("再現情報", "Reproduce"), say(made("シード", "実行番号", "計画"), made("seed", "run number", "plan"))],
    ...run.contracts.map((c) => [raw(c.id), raw(c.digest, "span", { class: "mono" })]),
    [say("厳格モード", "Strict"), run.strict ? say("有効（推奨も必須として扱う）", "on (should counts as must)") : say("無効", "off")],
  ];
}

/** What is certified, as the profile names it. */
const product = () => run.subject.length
  ? el("p", { class: "soft" }, run.subject.map(([label, value], n) => [n ? " · " : "", both(label), " ", raw(value, "strong")])) : "";

/** A name in at most 60 characters: of a reference with its faults, the first. */
const clamped = (name) => [...name].length > 60 ? `${[...name].slice(0, 59).join("")}…` : name;

const kept = (r) => r.verdict === "pass" || r.verdict === "info";

const short = (digest) => digest.length > 20 ? `${digest.slice(0, 19)}…` : digest;

/** Each contract by level: kept of all, and what is not. */
function levels() {
  const rows = run.contracts.map((c, n) => {
    const cells = Object.keys(LEVELS).map((name) => {
      const all = c.requirements.filter((r) => r.level === name);
      return cell({ class: "num", "data-label": name }, `${all.filter(kept).length} / ${all.length}`);
    });
    const counts = Object.keys(VERDICTS).map((name) => [name, c.requirements.filter((r) => r.verdict === name).length]);
    const told = counts.filter(([name, n]) => n && name !== "pass" && name !== "info");
    return row({}, lead({}, el("a", { href: `#contract-${n}` }, raw(c.id, "span", { class: "id" })), " ", both(c.title), " ", raw(short(c.digest), "small", { class: "mono soft" })), cells,
      cell({ class: "clause" }, told.length ? told.map(([name, n]) => [verdict(name), ` ${n}　`]) : "—"));
  });
  return table(say("合格・参考の要件数 / 全要件数", "Requirements that passed or are not judged / all"),
    [say("契約", "Contract"), ...Object.keys(LEVELS).map(level), say("その他の結果", "Other results")], rows, { class: "cards" });
}

function inForce() {
  const rows = run.contracts.filter((c) => c.readings.length).map((c) => row({}, lead({}, raw(c.id)),
    cell({ class: "clause" }, el("ul", { class: "inline" }, c.readings.map((r) => el("li", {}, raw(r.id, "span", { class: "soft" }), " = ", raw(r.value, "strong")))))));
  if (!rows.length) return el("p", {}, say("複数の解釈ができる箇所はありません。", "Nothing can be read in two ways."));
  return table(say("仕様書に複数の解釈がある箇所と、この試験の採用値", "What this run chose where a document can be read in two ways"), [say("契約", "Contract"), say("項目 = 採用値", "Reading = choice")], rows, { class: "cards" });
}

function legend() {
  const lines = [
    ["must", "仕様書に明記されています。違反は不合格です。", "The document states it; a breach fails."],
    ["should", "仕様書から読み取れるか、記述が矛盾しています。違反は警告です（厳格モードでは不合格）。", "The document implies it or contradicts itself; a breach warns (fails when strict)."],
    ["open", "仕様書に規定がありません。挙動を記録し、判定しません。", "The document is silent; what the target does is noted and never judged."],
  ];
  return el("dl", { class: "facts" }, lines.map(([name, ja, en]) => el("div", {}, el("dt", {}, level(name)), el("dd", {}, say(ja, en)))));
}

/** Green is claimed only for what was seen. */
function unseen() {
  const count = run.totals.untested_musts;
  return count && run.verdict.startsWith("conformant") ? el("strong", {}, say(`必須要件 ${count}件は未実施です。`, ` ${plural(count, "must requirement")} ${count === 1 ? "was" : "were"} not tested.`)) : null;
}

function summary(section) {
  const [kind, why, because] = VERDICT_OF_RUN[run.verdict] || ["error", "", ""];
  const [ja, en] = run.words.run;
  section.append(
    el("h1", { id: "summary-h", title: legible(run.target.name.en) }, say(raw(clamped(run.target.name.ja)), raw(clamped(run.target.name.en)))), product(),
    el("div", { class: `stamp v-${kind}` }, el("strong", {}, say(ja, en)), el("div", {}, el("p", {}, say(why, because), " ", broken(), unseen()), run.target.kind === "reference" ? el("p", { class: "soft" }, SELF_TEST()) : null)),
    ...since(), ...halved(), ...likely(), ...topCauses(),
    el("h2", { class: "minor" }, say("集計", "Totals")), levels(), ...nextSteps(),
    run.waivers.length ? folded("適用除外", "Waivers", waivers()) : "",
    folded("適用した仕様解釈", "Readings in force", inForce()),
    folded("実施概要", "The run", el("dl", { class: "facts" }, facts().map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))))),
    run.history ? folded("実行履歴", "The last runs", past()) : "",
    run.kill_matrix ? folded("この試験は不備を検出できるか（検出力の確認）", "How do we know that this suite can fail?", proof()) : "",
    folded("レベルの意味", "What the levels mean", legend()));
}

/** Readings under which what failed would have passed. */
function likely() {
  const all = run.contracts.flatMap((c) => c.likely.map((l) => [c, l]));
  return all.map(([c, l]) => el("p", { class: "note" },
    say("仕様解釈を ", "The target behaves as "), raw(`${c.id}: ${l.reading} = ${l.choice}`, "strong"),
    say(` に変更すると、再実行した ${l.of}件中 ${l.pass}件が合格します。`, ` (${l.pass} of ${plural(l.of, "failed trial")} that ran again ${l.pass === 1 ? "passes" : "pass"} under it).`)));
}
