// The page's frame: the line to the server, the lessons, the address, and what is missing.
import {activationsView} from './activations.js';
import {filtersView} from './filters.js';
import {forwardView} from './forward.js';
import {languageView} from './language.js';
import {loopsView} from './loops.js';
import {closedLesson, notice, taskList, troubleNotice} from './missing.js';
import {nineView} from './nine.js';
import {playground} from './playground.js';
import {tapeView} from './tape.js';
import {h, onTheme} from './ui.js';
import {valleyView} from './valley.js';

const network = ['1.6', '2.1', '2.3', '2.4', '2.5'];
const training = [...network, '3.3', '3.4', '4.4', '4.5', '4.6', '4.7', '7.1', '7.2', '7.5', '7.6'];
const residual = ['10.1', '10.2', '10.3', '10.4', '10.5', '10.6', '10.7'];

const lessons = [
  {id: '01', name: 'Activations', needs: ['1.1', '1.2', '1.3', '1.4', '1.5'], any: true, view: activationsView},
  {id: '02', name: 'Forward pass', needs: network, also: ['2.2', '2.7'], view: forwardView},
  {id: '04', name: 'Backprop', needs: ['4.1'], also: ['4.2', '4.3'], view: nineView},
  {id: '07', name: 'Training', needs: training, also: ['3.1', '3.2', '7.3', '7.4'], view: playground},
  {id: '08', name: 'Regularisation', needs: [...training, '8.4', '8.5'], also: ['8.2'], view: playground},
  {
    id: '09',
    name: 'Optimisers',
    needs: [...training, '9.7'],
    also: ['9.1', '9.2', '9.3', '9.4', '9.5', '9.6'],
    view: valleyView
  },
  {id: '10', name: 'Skips', needs: [...training, ...residual], view: playground},
  {id: '12', name: 'The tape', needs: ['12.1', '12.2', '12.3', '12.4', '12.5'], also: ['12.6'], view: tapeView},
  {id: '13', name: 'Filters', needs: ['13.1'], also: ['13.2', '13.4'], view: filtersView},
  {id: '14', name: 'Language', needs: ['14.1', '14.7'], also: ['14.2', '14.4'], view: languageView},
  {id: '15', name: 'Loops', needs: ['15.1'], also: ['15.2', '15.3'], view: loopsView},
  {id: 'digits', name: 'Digits', needs: [...training, '1.5'], view: playground},
];

const page = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
let settings = readAddress();
let view = null;     // {element, hear(message), ask(), stop?()}
let tasks = null;    // what the engine found
let run = 0;         // the number of the last question
let stuck = false;   // the engine ended over the last question: it is not asked again by itself
let trouble = null;  // the last one
let status = {state: 'waiting'};
let lost = false;

// ---- the address: every knob that is not as usual --------------------------------------------

function readAddress() {
  const all = {};
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) all[name] = value;
  return all;
}
function writeAddress() {
  const text = new URLSearchParams(Object.entries(settings).filter(
                                       ([, value]) => value !== null && value !== undefined && value !== ''))
                   .toString();
  if (location.hash.slice(1) !== text) history.replaceState(null, '', `#${text}`);
}
addEventListener('hashchange', () => {
  settings = readAddress();
  open();
});

// ---- to the engine, one message after the other ----------------------------------------------

const waiting = [];
let sending = false;
const questions = new Set(['train', 'activations', 'forward', 'nine', 'tape', 'images', 'language', 'loops']);
const sliding = new Set(['rewind', 'speed', 'valley']);  // only the last one counts

function send(message) {
  const asks = questions.has(message.do);
  if (asks) run += 1;
  const stale = (one) => (asks ? questions.has(one.do) : sliding.has(message.do) && one.do === message.do);
  for (let i = waiting.length; i-- > 0;)
    if (stale(waiting[i])) waiting.splice(i, 1);
  waiting.push({...message, run});
  if (!sending) sendNext();
  return run;
}
async function sendNext() {
  sending = true;
  while (waiting.length > 0) {
    const message = waiting.shift();
    try {
      const answer = await fetch(`do?page=${page}`, {method: 'POST', body: JSON.stringify(message)});
      if (!answer.ok) throw new Error(await answer.text());
    } catch {
      setLost(true);
    }
  }
  sending = false;
}
async function sendFile(file) {
  await fetch(`file?page=${page}&name=${encodeURIComponent(file.name)}`, {method: 'POST', body: file});
}

const events = new EventSource(`events?page=${page}`);
events.onopen = () => setLost(false);
events.onerror = () => setLost(true);
events.onmessage = (event) => hear(JSON.parse(event.data));

function setLost(is) {
  const back = lost && !is;
  lost = is;
  showState();
  if (back) ask();
}

function hear(message) {
  switch (message.kind) {
    case 'status':
      status = message;
      if (message.state === 'building' || (message.state === 'ready' && !message.again)) stuck = false;
      showState();
      showNotices();
      break;
    case 'tasks':
      tasks = message.tasks;
      showLessons();
      if (stuck) {
        showNotices();
      } else {
        trouble = null;
        open();
      }
      break;
    case 'trouble':
      if (message.run !== undefined && message.run !== run) break;
      stuck = message.state === 'crashed' || message.state === 'hung';
      trouble = message;
      showNotices();
      view?.hear(message);
      break;
    case 'taken':
      trouble = {state: 'taken'};
      showNotices();
      break;
    case 'picture':
      show(message);
      break;
    default:
      if (message.run === undefined || message.run === run) view?.hear(message);
  }
}

// Pictures are drawn when the screen is: of several that came meanwhile, the last.
let picture = null;
function show(message) {
  const asked = picture !== null;
  picture = message;
  if (!asked) requestAnimationFrame(drawPicture);
}
function drawPicture() {
  const last = picture;
  picture = null;
  if (last.run === run) view?.hear(last);
}

// ---- what is shown ----------------------------------------------------------------------------

const at = (id) => document.getElementById(id);

function lesson() {
  return lessons.find((one) => one.id === settings.lesson) ?? firstOpen();
}
function missing(one) {
  const unwritten = one.needs.filter((id) => tasks && tasks[id]?.state === 'unwritten');
  return one.any && unwritten.length < one.needs.length ? [] : unwritten;
}
/** The last lesson that the student's code opens, up to training. */
function firstOpen() {
  const ready = lessons.filter((one) => tasks && missing(one).length === 0);
  return ready.find((one) => one.id === '07') ?? ready.at(-1) ?? lessons[0];
}

function showState() {
  const words = lost ? 'ended: start ./gradus play again' : {
    waiting: 'connecting …',
    building: 'compiling your files …',
    problem: 'does not compile',
    ready: 'your code runs'
  }[status.state];
  const element = at('state');
  element.textContent = words ?? '';
  element.className = lost || status.state === 'problem' ? 'lost' : status.state === 'ready' ? '' : 'waits';
}

function showLessons() {
  const current = lesson();
  at('lessons').replaceChildren(...lessons.map((one) => {
    const gone = missing(one);
    return h(
        'button', {
          'data-lesson': one.id,
          class: gone.length ? 'locked' : '',
          'aria-current': one === current ? 'page' : null,
          title: gone.length ? `waits for task ${gone[0]}` : null,
          onclick: () => {
            settings = {lesson: one.id};
            writeAddress();
            open();
          },
        },
        /^\d/.test(one.id) ? h('b', {}, one.id) : '', one.name,
        gone.length ? h('span', {class: 'unseen'}, ' (not written yet)') : null);
  }));
  at('lessons').querySelector('[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

function again(text = 'try again') {
  return h(
      'button', {
        class: 'button tiny',
        onclick: () => {
          stuck = false;
          trouble = null;
          showNotices();
          ask();
        }
      },
      text);
}

function showNotices() {
  const list = [];
  if (status.state === 'problem') {
    list.push(notice(
        'bad', h('p', {}, h('strong', {}, 'Your files do not make a program. What ran before goes on.')),
        h('pre', {}, status.says)));
  }
  if (trouble) list.push(troubleNotice(trouble, again));
  const current = lesson();
  const odd = [...current.needs, ...(current.also ?? [])].filter(
      (id) => tasks && ['wrong', 'threw', 'crashed', 'hung'].includes(tasks[id]?.state));
  if (odd.length) {
    list.push(notice(
        'bad',
        h('p', {},
          h('strong', {}, 'Something is not as its contract says; the page shows what your code makes of it.')),
        taskList(odd, tasks)));
  }
  at('notices').replaceChildren(...list.filter(Boolean));
}

/** What views may use of the frame. */
const frame = {
  send,
  sendFile,
  settings: () => settings,
  /** Changes knobs; null takes one back to what is usual. */
  set(changes) {
    settings = {lesson: lesson().id, ...settings, ...changes};
    for (const name in settings)
      if (settings[name] === null) delete settings[name];
    writeAddress();
  },
  works: (id) => !tasks || tasks[id]?.state !== 'unwritten',
  why: (id) => {
    const what = tasks?.[id];
    return what?.state === 'unwritten' ? `waits for task ${what.task ?? id}` : '';
  },
  calm: () => {
    if (trouble && trouble.state !== 'taken' && !stuck) {
      trouble = null;
      showNotices();
    }
  },
  speak(text) {
    at('spoken').textContent = text;
  },
  /** Says it once in a while only. */
  report(text) {
    const now = Date.now();
    if (now - (frame.spoke ?? 0) > 4000) {
      frame.spoke = now;
      frame.speak(text);
    }
  },
};

function ask() {
  if (!lost && !stuck) view?.ask();
}

let opened = null;  // the lesson of the view
function open() {
  const one = lesson();
  const goOn = one === opened && (view?.playing?.() ?? false);  // saved while it trained
  view?.stop?.();
  opened = one;
  document.title = `Gradus: ${one.name}`;
  showLessons();
  showNotices();
  const gone = tasks ? missing(one) : [];
  if (!tasks || gone.length) {
    view = null;
    at('view').replaceChildren(tasks ? closedLesson(one, gone, tasks) : h('p', {class: 'lead'}, 'Waiting for your code …'));
    if (tasks) send({do: 'pause'});
    return;
  }
  view = one.view(frame, one.id, goOn);
  at('view').replaceChildren(view.element);
  ask();
}

onTheme(() => view && open());
showState();
open();
