// The knobs above a training: each is named as the choice is called in the course's headers.
import {methods, methodTask} from './setting.js';
import {choose, h} from './ui.js';

/**
 * Knobs in a box. A knob that is as before keeps its element: a list that is open stays open, and a
 * click that has begun is not lost. wanted: [{name, label, options, value, change, changed}]
 */
export function knobRow(box) {
  let there = new Map();
  return (wanted) => {
    const next = new Map();
    for (const one of wanted.filter(Boolean)) {
      const key = JSON.stringify([one.label, one.options]);
      const old = there.get(one.name);
      const known = one.options.some(([value]) => String(value) === String(one.value));
      const knob = old?.key === key && known ? old : {key};
      knob.change = one.change;
      knob.element ??=
          choose(one.label, one.options, one.value, (value) => knob.change(value), {'data-knob': one.name});
      knob.element.querySelector('select').value = String(one.value);
      knob.element.classList.toggle('changed', Boolean(one.changed));
      next.set(one.name, knob);
    }
    const elements = [...next.values()].map((knob) => knob.element);
    const same = elements.length === box.children.length && elements.every((element, i) => box.children[i] === element);
    const held = document.activeElement?.dataset?.knob;
    if (!same) box.replaceChildren(...elements);
    if (!same && held) box.querySelector(`[data-knob="${held}"]`)?.focus();
    there = next;
  };
}

const numbers = (list, zero) => list.map((n) => [n, n === 0 && zero ? zero : String(n)]);

/** What the choices of a training need to be offered. */
export function choices(it) {
  const locked = (task) => (task && !it.frame.works(task) ? ` (task ${task})` : '');
  return {
    locked,
    option:
        (value, task,
         text = value) => [value, `${String(text).replaceAll('_', ' ')}${locked(task)}`, Boolean(locked(task))],
    pick: (name, label, options) => ({
      name,
      label,
      options,
      value: it.get(name),
      change: (value) => it.set({[name]: value}),
      changed: it.frame.settings()[name] !== undefined,
    }),
  };
}

export function trainingKnobs(it) {
  const element = h('section', {class: 'knobs', 'aria-label': 'Knobs'});
  const fill = knobRow(element);
  const {locked, option, pick} = choices(it);

  const optimiser = () => pick(
      'method', 'optimiser', methods.map((m) => option(m, methodTask[m] && (locked('9.7') ? '9.7' : methodTask[m]))));
  const schedule = () => pick(
      'schedule', 'schedule',
      [option('constant'), option('step', '7.3', 'step decay'), option('cosine', '9.5'), option('plateau', '9.6')]);
  const activation = () => pick('activation', 'activation', [
    option('tanh', '1.2'), option('relu', '1.3'), option('leaky_relu', '1.4'), option('sigmoid', '1.1'),
    option('identity')
  ]);
  const initialiser = () => pick(
      'initialiser', 'initialiser',
      ['xavier', 'he', 'one_over_n', 'small_normal', 'constant', 'zeros'].map((n) => option(n)));
  const loss = () => pick('loss', 'loss', it.samples?.classes === 0 ? [['mean_squared_error', 'squared error']] : [
    option('softmax_cross_entropy', '3.3', 'softmax cross-entropy'),
    option('binary_cross_entropy', '3.2', 'binary cross-entropy'), option('mean_squared_error', '3.1', 'squared error')
  ]);
  const penalty = (name, label, list) =>
      pick(name, label, locked('8.5') ? [[0, `none${locked('8.5')}`]] : numbers(list, 'none'));
  function dropout() {
    if (it.get('skips')) return pick('keep', 'dropout', [[1, 'none (plain networks)']]);
    if (locked('8.5')) return pick('keep', 'dropout', [[1, `none${locked('8.5')}`]]);
    return pick('keep', 'dropout', [[1, 'none'], ...[0.9, 0.8, 0.7, 0.5, 0.3].map((keep) => [keep, `keeps ${keep}`])]);
  }
  const stopping = () => pick('patience', 'early stopping', locked('7.4') ? [[0, `never${locked('7.4')}`]] : [
    [0, 'never'], ...[5, 10, 20, 50].map((n) => [n, `patience ${n}`])
  ]);
  const skips = () => pick(
      'skips', 'skips',
      [['', 'plain'], ['1', `residual${locked('10.5')}`, Boolean(locked('10.5')) || it.widths().length < 2]]);

  function update() {
    fill([
      it.race ? null :
                pick('rate', 'learning rate', numbers([0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100])),
      it.race ? null : optimiser(),
      schedule(),
      activation(),
      initialiser(),
      loss(),
      pick('batch', 'batch', numbers([1, 4, 8, 16, 32, 64, 128, 512, 5000])),
      it.several ? null : penalty('l2', 'L2 penalty', [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1]),
      it.several ? null : penalty('l1', 'L1 penalty', [0, 0.0001, 0.001, 0.003, 0.01, 0.03]),
      it.several ? null : dropout(),
      it.get('method') === 'adamw' || it.race ?
          pick('decay', 'weight decay', numbers([0, 0.001, 0.01, 0.1, 1], 'none')) :
          null,
      it.several ? null : stopping(),
      it.several ? null : skips(),
      pick('epochs', 'at most', [50, 100, 200, 500, 2000, 10000].map((n) => [n, `${n} epochs`])),
      pick('seed', 'seed', numbers([1, 2, 3, 4, 5, 6, 7, 8, 9])),
    ]);
  }
  return {element, update};
}
