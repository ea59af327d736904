// What a training is made of: the knobs' usual values, and what the address says of them.

export const methods = ['gradient_descent', 'momentum', 'rms_prop', 'adam', 'adamw'];
export const methodTask = {
  momentum: '9.1',
  rms_prop: '9.2',
  adam: '9.3',
  adamw: '9.4'
};

const usual = {
  data: 'peaks',
  points: '',
  samples: 600,
  x: 0,
  y: 1,
  scaling: 'none',
  widths: '8-8',
  activation: 'tanh',
  initialiser: 'xavier',
  skips: '',
  loss: 'softmax_cross_entropy',
  method: 'gradient_descent',
  rate: 0.1,
  schedule: 'constant',
  batch: 32,
  l1: 0,
  l2: 0,
  keep: 1,
  decay: 0.01,
  patience: 0,
  epochs: 2000,
  speed: 20,
  seed: 1,
};
const usualOf = {
  '08': {data: 'microchips', samples: 118, keep: 0.8, rate: 0.3},
  '09': {speed: 10},
  10: {widths: '6-6-6-6-6-6-6-6-6-6', initialiser: 'one_over_n', speed: 10},
  digits: {data: 'digits', samples: 2000, widths: '30', activation: 'relu', initialiser: 'he', rate: 0.3, speed: 5},
};
const rates = {
  gradient_descent: 0.1,
  momentum: 0.02,
  rms_prop: 0.01,
  adam: 0.01,
  adamw: 0.01
};

/** The settings of one lesson's training; what is not in the address is as usual. */
export function settingOf(frame, id) {
  const base = {...usual, ...(usualOf[id] ?? {})};
  const race = id === '09', compare = id === '10', digits = id === 'digits';
  const several = race || compare;

  function get(name) {
    const value = frame.settings()[name] ?? base[name];
    if (typeof base[name] !== 'number') return value;
    return Number.isFinite(Number(value)) ? Number(value) : base[name];
  }
  const widths = () => String(get('widths')).split('-').map(Number).filter((n) => n >= 1).slice(0, 12);
  function rateOf(method) {
    const value = Number(frame.settings()[`rate_${method}`] ?? rates[method]);
    return value > 0 ? value : rates[method];
  }
  /** The networks that learn side by side; undefined where there is one. */
  function variants() {
    const there = (method) => !methodTask[method] || frame.works(methodTask[method]);
    if (race) return methods.filter(there).map((method) => ({method, rate: rateOf(method), name: method}));
    if (compare) return [{skips: false, name: 'plain'}, {skips: true, name: 'with skips'}];
    return undefined;
  }
  /** All of it, as the engine wants it. */
  function message() {
    const all = {};
    for (const name in base) all[name] = get(name);
    all.widths = widths();
    all.skips = Boolean(get('skips')) && !several;
    if (digits) {
      all.data = 'digits';
      all.scaling = 'none';
    }
    return all;
  }
  /** `changes` as they go to the address, where what is usual does not stand. */
  function changed(changes) {
    const next = {};
    for (const [name, value] of Object.entries(changes)) {
      const otherwise = base[name] ?? (name.startsWith('rate_') ? rates[name.slice(5)] : '');
      next[name] = String(value) === String(otherwise) ? null : value;
    }
    return next;
  }
  return {base, race, compare, digits, several, get, widths, variants, message, changed};
}
