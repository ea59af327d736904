// The page of ./gradus serve. What comes from a submission is set by textContent alone: it is never markup.
"use strict";

const $ = (id) => document.getElementById(id);
const state = { lessons: [], people: [], row: 0, column: 0, shown: null, asked: 0 };

/** An element with a class, a text, and children. */
function element(name, className = "", text = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== "") made.textContent = text;
  made.append(...children);
  return made;
}

const points = (number) => (number === null ? "?" : String(Math.round(number * 100) / 100));

function rating(cell) {
  if (cell.points === null) return "soft";
  if (cell.points >= cell.possible - 1e-9) return "full";
  return cell.points > 0 ? "some" : "none";
}

/** The people that the filters leave. */
function visible() {
  const words = $("find").value.trim().toLowerCase();
  return state.people.filter((person) => {
    const named = (person.shown + "\n" + person.name).toLowerCase().includes(words);
    return named && (!$("open").checked || person.cells.some((cell) => rating(cell) !== "full"));
  });
}

function draw() {
  const people = visible();
  state.row = Math.max(0, Math.min(state.row, people.length - 1));
  const head = element("tr", "", "", element("th", "", "person"));
  for (const lesson of state.lessons) {
    const cell = element("th", "", lesson.id);
    cell.title = `${lesson.title}, ${lesson.possible} points`;
    head.append(cell);
  }
  head.append(element("th", "", "total"));
  $("head").replaceChildren(head);
  const rows = people.map((person, row) => {
    const line = element("tr", row === state.row ? "here" : "", "", element("td", "", person.shown));
    line.firstChild.title = person.name;
    person.cells.forEach((cell, column) => {
      const chosen = row === state.row && column === state.column;
      const mark = element("td", `mark ${rating(cell)}${chosen ? " chosen" : ""}${cell.remark ? " override" : ""}`,
        cell.handed_in || cell.remark ? points(cell.points) : cell.points === null ? "?" : "–");
      mark.title = cell.remark;
      mark.addEventListener("click", () => choose(row, column, true));
      line.append(mark);
    });
    line.append(element("td", "", points(person.total)));
    return line;
  });
  $("rows").replaceChildren(...rows);
  const chosen = document.querySelector(".chosen");
  if (chosen) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function choose(row, column, open = false) {
  state.row = row;
  state.column = Math.max(0, Math.min(column, state.lessons.length - 1));
  draw();
  if (open || state.shown) show();
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function load() {
  try {
    const all = await ask("rows");
    const before = visible()[state.row];
    Object.assign(state, { lessons: all.lessons, people: all.people });
    const place = before ? visible().findIndex((person) => person.name === before.name) : 0;
    if (place >= 0) state.row = place;
    $("progress").textContent = all.growing
      ? `grading: ${all.done} of ${all.steps} judged`
      : `${all.people.length} people, ${all.done} of ${all.steps} judged`;
    draw();
    setTimeout(load, all.growing ? 2000 : 15000);
  } catch (error) {
    $("progress").textContent = "gradus serve has ended: " + error.message;
    setTimeout(load, 5000);
  }
}

function caseLine(one) {
  const failed = one.category !== "passed";
  const summary = element("summary", failed ? "none" : "full",
    `${failed ? "✗" : "✓"} ${one.name}${one.graded ? " (graded)" : ""}${failed ? ": " + one.category.replaceAll("_", " ") : ""}`);
  if (!failed) return element("div", "full", summary.textContent);
  const all = element("details", "", "", summary);
  all.open = true;
  for (const sentence of one.diagnosis) all.append(element("p", "", sentence));
  if (one.message) all.append(element("pre", "", one.message));
  return all;
}

function codeOf(work) {
  if (work.answer === null) return element("p", "soft", "Nothing was handed in, or it is not kept.");
  const code = element("pre", "code");
  for (const line of work.answer.split("\n")) {
    const marker = /^\s*\/\/\s*Task\s+([0-9]+\.[0-9]+)/.exec(line);
    const shown = element("span", marker ? "marker" : "", line || " ");
    if (marker) shown.id = "task-" + marker[1];
    code.append(shown);
  }
  return code;
}

function draw_work(work) {
  state.shown = work;
  const lesson = state.lessons.find((one) => one.id === work.lesson);
  const found = element("div");
  for (const text of [work.not_judged, work.remark]) {
    if (text) found.append(element("p", "none", text));
  }
  for (const task of work.tasks) {
    const head = element("h3", task.passed ? "full" : "none",
      `${task.passed ? "✓" : "✗"} ${task.id} ${task.functions}: ${points(task.earned)} of ${points(task.possible)}`);
    head.addEventListener("click", () => {
      const marker = $("task-" + task.id);
      if (marker) marker.scrollIntoView({ block: "start" });
    });
    found.append(head, ...task.compiler.map((line) => element("pre", "", line)));
    if (task.compiler.length === 0) found.append(...task.cases.map(caseLine));
  }
  if (work.output) found.append(element("h3", "", "What its code printed"), element("pre", "", work.output));
  if (work.notes.length) found.append(element("h3", "", "Notes"), ...work.notes.map((note) => element("p", "soft", note)));
  const set = element("button", "", "Set by hand (o)");
  set.type = "button";
  set.addEventListener("click", override);
  $("work").replaceChildren(
    element("h2", "", `${work.shown}, ${lesson ? lesson.id + " " + lesson.title : work.lesson}: ` +
      `${points(work.points)} of ${points(work.possible)}`),
    set, element("div", "both", "", codeOf(work), found));
  $("work").scrollTop = 0;
}

async function show() {
  const person = visible()[state.row];
  const lesson = state.lessons[state.column];
  if (!person || !lesson) return;
  const mine = ++state.asked;
  try {
    const work = await ask(`work?person=${encodeURIComponent(person.name)}&lesson=${encodeURIComponent(lesson.id)}`);
    if (mine === state.asked) draw_work(work); // a later one was chosen meanwhile
  } catch (error) {
    $("work").replaceChildren(element("p", "none", error.message));
  }
}

function override() {
  if (!state.shown) return;
  $("override-who").textContent = `${state.shown.shown}, lesson ${state.shown.lesson}: ` +
    `${points(state.shown.points)} of ${points(state.shown.possible)}, ${points(state.shown.earned)} by the tests`;
  $("points").value = state.shown.points === null ? "" : points(state.shown.points);
  $("reason").value = state.shown.override_reason;
  $("trouble").textContent = "";
  $("override").showModal();
  $("points").select();
}

$("override-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const work = await ask("override", {
      method: "POST",
      body: new URLSearchParams({ person: state.shown.person, lesson: state.shown.lesson,
        points: $("points").value, reason: $("reason").value }),
    });
    $("override").close();
    draw_work(work);
    const all = await ask("rows");
    Object.assign(state, { lessons: all.lessons, people: all.people });
    draw();
  } catch (error) {
    $("trouble").textContent = error.message;
  }
});
$("cancel").addEventListener("click", () => $("override").close());
$("help-button").addEventListener("click", () => $("help").showModal());
$("find").addEventListener("input", () => { state.row = 0; draw(); });
$("open").addEventListener("change", () => { state.row = 0; draw(); });

/** The next mark that is not full, person by person. */
function next() {
  const people = visible();
  for (let step = 1; step <= people.length * state.lessons.length; ++step) {
    const place = (state.row * state.lessons.length + state.column + step) % (people.length * state.lessons.length);
    const row = Math.floor(place / state.lessons.length);
    const column = place % state.lessons.length;
    if (rating(people[row].cells[column]) !== "full") return choose(row, column, true);
  }
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.tagName === "INPUT" && event.target.type !== "checkbox") {
    if (event.key === "Escape" || event.key === "Enter") event.target.blur();
    return;
  }
  const move = { ArrowDown: [1, 0], j: [1, 0], ArrowUp: [-1, 0], k: [-1, 0], ArrowRight: [0, 1], l: [0, 1],
    ArrowLeft: [0, -1], h: [0, -1] }[event.key];
  if (move) choose(Math.max(0, Math.min(state.row + move[0], visible().length - 1)), state.column + move[1]);
  else if (event.key === "Enter" && event.target.tagName !== "BUTTON" && event.target.tagName !== "SUMMARY") show();
  else if (event.key === "n") next();
  else if (event.key === "/") $("find").focus();
  else if (event.key === "o") override();
  else if (event.key === "?") $("help").showModal();
  else if (event.key === "Escape") { state.shown = null; $("work").replaceChildren(); }
  else return;
  event.preventDefault();
});

load();
