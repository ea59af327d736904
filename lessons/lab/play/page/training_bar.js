// The bar above a training: play, single steps, rewind, speed, the figures, and the code.
import {choose, h, icons, percent, show} from './ui.js';

const speeds =
    [[1, '1 epoch/s'], [5, '5 epochs/s'], [10, '10 epochs/s'], [20, '20 epochs/s'], [60, '60 epochs/s'], [0, 'full']];

/** acts: {ask, play(is), one(what), rewind(epoch)} */
export function trainingBar(it, acts) {
  const playButton = h('button', {class: 'play', id: 'play', onclick: () => acts.play(!it.playing)});
  const figures = {};
  const figure = (name, label, kind = '') =>
      h('div', {class: `figure ${kind}`}, h('span', {}, label), (figures[name] = h('b', {id: `figure-${name}`}, '–')));
  const scrub = h('input', {
    type: 'range',
    class: 'scrub',
    id: 'rewind',
    min: 0,
    max: 0,
    value: 0,
    'aria-label': 'Rewind to an epoch',
    oninput: () => acts.rewind(Number(scrub.value))
  });
  const round = (id, title, icon, act) =>
      h('button', {class: 'round', id, title, 'aria-label': title, onclick: act}, icon());
  const setSpeed = (value) => {
    it.frame.set(it.changed({speed: Number(value)}));
    it.frame.send({do: 'speed', speed: Number(value)});
  };
  const element = h(
      'section', {class: 'panel bar', 'aria-label': 'Training'},
      h('div', {class: 'plays'}, round('again', 'From the beginning', icons.again, () => acts.ask()), playButton,
        round('step', it.several ? 'One epoch' : 'One step: one batch', icons.step, () => acts.one('step')),
        round('epoch', 'One epoch: all samples once', icons.epoch, () => acts.one('epoch'))),
      figure('epoch', 'epoch'),
      it.several ? null :
                   [
                     figure('training', 'training loss', 'cool'), figure('validation', 'validation loss', 'warm'),
                     figure('right', 'right: training'), figure('validated', 'right: validation')
                   ],
      h('label', {class: 'rewind small'}, 'rewind', scrub),
      h('div', {class: 'row'}, choose('speed', speeds, it.get('speed'), setSpeed, {id: 'speed', 'data-knob': 'speed'}),
        h('button', {class: 'button', id: 'code', onclick: () => showCode(it.samples?.codes ?? [])},
          'Show the code')));

  function showPlaying() {
    playButton.replaceChildren(it.playing ? icons.pause() : icons.play());
    playButton.title = it.playing ? 'Pause' : 'Train';
    playButton.setAttribute('aria-label', playButton.title);
  }
  function draw(network, epoch, epochs) {
    figures.epoch.textContent = String(epoch).replace(/\B(?=(\d{3})+$)/g, '\u202f');
    scrub.max = epochs;
    scrub.value = epoch;
    if (it.several) return;
    figures.training.textContent = show(network.training[0]);
    figures.validation.textContent = show(network.validation[0]);
    figures.right.textContent = percent(network.training[1]);
    figures.validated.textContent = percent(network.validation[1]);
  }
  return {element, draw, showPlaying};
}

/** codes: [{name, code}], one a network. */
function showCode(codes) {
  const copy = async (button, what) => {
    try {
      await navigator.clipboard.writeText(what);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'The browser forbids it: select and copy';
    }
  };
  const dialog =
      h('dialog', {id: 'shown', 'aria-label': 'The code of this network', onclose: () => dialog.remove()},
        h('div', {class: 'head'}, h('strong', {}, 'This very network, with the functions that you wrote'),
          h('button', {class: 'button', onclick: () => dialog.close()}, 'Close')),
        codes.map(({name, code}) => [name ? h('h2', {}, name.replaceAll('_', ' ')) : null,
                                     h('pre', {class: 'code', tabindex: 0}, code)]),
        h('p', {class: 'small'},
          'The same setting elsewhere: ', h('code', {}, `./gradus play '${location.hash || '#'}'`)),
        h('div', {class: 'row'},
          h('button', {class: 'button main', onclick: (event) => copy(event.target, codes.map((one) => one.code).join('\n'))}, 'Copy the code'),
          h('button', {class: 'button', onclick: (event) => copy(event.target, location.hash)}, 'Copy the setting')));
  document.body.append(dialog);
  dialog.showModal();
}
