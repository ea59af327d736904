// What is missing or wrong, in words: which task, where it stands, and what to do.
import {h} from './ui.js';

const folders = {
  0: '00_warm_up',
  1: '01_activations',
  2: '02_forward_pass',
  3: '03_losses',
  4: '04_backprop',
  6: '06_data',
  7: '07_training',
  8: '08_regularization',
  9: '09_optimizers',
  10: '10_resnet',
  12: '12_autodiff',
  13: '13_convolution',
  14: '14_language',
  15: '15_fast'
};

/** "task 7.5, train: lessons/07_training/training.cpp, line 120" */
function place(what) {
  const number = String(what.task ?? '').split('.')[0];
  const folder = folders[Number(number)];
  return folder && what.file ? `lessons/${folder}/${what.file}, line ${what.line}` : '';
}

export function notice(kind, ...children) {
  return h('div', {class: `notice ${kind}`, role: kind ? 'alert' : 'status'}, h('div', {}, children));
}

/** A trouble as a notice; again(text) makes the button that asks the engine once more. */
export function troubleNotice(what, again) {
  const number = /^(\d+\.\d+)/.exec(what.in ?? '')?.[1];
  const check = number ? ['For more, say ', h('code', {}, `./gradus check ${number}`), '.'] : [];
  switch (what.state) {
    case 'unwritten':
      return notice(
          '', h('p', {}, h('strong', {}, `Task ${what.task} ${what.function} is not written yet.`)),
          h('p', {}, 'Open ', h('code', {}, place(what)), '. The page goes on when you save it.'));
    case 'threw':
      return notice(
          'bad', h('p', {}, h('strong', {}, what.in ? `In ${what.in}: ` : ''), what.says), h('p', {}, ...check));
    case 'crashed':
      return notice(
          'bad', h('p', {}, h('strong', {}, `Your code crashed${what.in ? ` in ${what.in}` : ''}: `), what.says),
          h('p', {}, ...check, ' The engine was started anew; mend it and save, or ', again(), '.'));
    case 'hung':
      return notice(
          'bad',
          h('p', {}, h('strong', {}, `Your code did not return${what.in ? ` from ${what.in}` : ''}: `), what.says),
          h('p', {}, 'Is there a loop that never ends? ', ...check, ' Mend it and save, or ', again(), '.'));
    case 'taken':
      return notice('', h('p', {}, 'Another tab took over. ', again('Take it back')));
    default:
      return null;
  }
}
/** Each task with its functions, and whether they work. */
export function taskList(ids, tasks) {
  const words = (id, what) => {
    switch (what.state) {
      case 'works':
        return '';
      case 'unwritten':
        return what.task === id ? `not written yet: ${place(what)}` : `waits for ${what.task} ${what.function}`;
      case 'wrong':
        return `${what.says}: ./gradus check ${id}`;
      case 'hung':
        return `does not return: ./gradus check ${id}`;
      case 'crashed':
        return `crashes (${what.says}): ./gradus check ${id}`;
      default:
        return `${what.says}: ./gradus check ${id}`;
    }
  };
  const sign = {works: '✓', unwritten: '○'};
  return h('ul', {class: 'tasks'}, ids.map((id) => {
    const what = tasks[id] ?? {state: 'unwritten'};
    return h(
        'li', {class: what.state}, h('span', {class: 'sign', 'aria-hidden': 'true'}, sign[what.state] ?? '✗'),
        h('b', {}, id),
        h('span', {}, h('code', {}, what.functions ?? ''), ' ',
          h('span', {class: 'small'}, words(id, what) || h('span', {class: 'unseen'}, 'works'))));
  }));
}

/** In place of a lesson that waits for these tasks. */
export function closedLesson(one, gone, tasks) {
  const first = tasks[gone[0]];
  return h(
      'div', {class: 'panel'}, h('h2', {}, `${/^\d/.test(one.id) ? `Lesson ${one.id}: ` : ''}${one.name}`),
      h('p', {}, 'This opens when your code can do it. Next is ',
        h('strong', {}, `task ${first.task ?? gone[0]} ${first.function ?? ''}`), ' in ', h('code', {}, place(first)),
        '. Save the file, and the page goes on by itself.'),
      taskList(one.needs, tasks));
}
