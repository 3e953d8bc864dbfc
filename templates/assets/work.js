// Does the work that a sign-up form asks for, while the person fills it in: finds a number that, after the challenge
// and a dot, gives a SHA-256 with enough leading zero bits. See src/account/admission/proof_of_work.rs.
(() => {
  "use strict";
  const form = document.querySelector("form[data-work]");
  if (!form) return;
  const challenge = form.dataset.work;
  const bits = Number(form.dataset.workBits);
  const answer = form.querySelector("input[name=work]");
  const status = form.querySelector("[data-work-status]");
  // Without this script nobody checks anything.
  if (status) status.hidden = false;

  // The constants of SHA-256 are the first bits of roots of primes (FIPS 180-4).
  const K = [], H = [];
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (H.length < 8) H.push(fraction(Math.sqrt(n)));
    K.push(fraction(Math.cbrt(n)));
  }
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const W = new Int32Array(64);
  const compress = (state) => {
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = (W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
        W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const t = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
  };
  const words = (text) => {
    W.fill(0);
    for (let i = 0; i < text.length; i++) W[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
  };

  // The first 64 characters are the same each time; the rest, the number and the padding fit the second block.
  words(challenge.slice(0, 64));
  const middle = compress(H);
  const rest = challenge.slice(64) + ".";
  const solves = (number) => {
    const text = rest + number;
    words(text + "\x80");
    W[15] = (64 + text.length) * 8;
    const hash = compress(middle);
    return bits <= 32 ? Math.clz32(hash[0]) >= bits : hash[0] === 0 && Math.clz32(hash[1]) >= bits - 32;
  };

  let number = 0, waiting = null;
  const channel = new MessageChannel();
  const step = () => {
    const until = performance.now() + 12;
    while (performance.now() < until) {
      for (let i = 0; i < 256; i++, number++) {
        if (!solves(number)) continue;
        answer.value = String(number);
        if (status) status.textContent = status.dataset.done;
        if (waiting) form.requestSubmit(waiting.button || undefined);
        return;
      }
    }
    channel.port2.postMessage(0);
  };
  channel.port1.onmessage = step;
  form.addEventListener("submit", (event) => {
    // Other buttons of the form (back, check) need no work.
    if (answer.value || (event.submitter && event.submitter.formNoValidate)) return;
    event.preventDefault();
    waiting = { button: event.submitter };
    if (status) status.textContent = status.dataset.waiting;
  });
  step();
})();
