// Says while a handle is typed whether it can be had. The button that asks stays for browsers without scripts.
(() => {
  "use strict";
  const form = document.querySelector("form[data-handle-check]");
  if (!form) return;
  const input = form.elements.handle;
  const status = form.querySelector("[data-handle-status]");
  form.querySelector("[data-handle-button]").hidden = true;
  let timer = 0, asked = 0;
  const ask = async () => {
    const turn = ++asked;
    const query = new URLSearchParams({ handle: input.value, domain: form.elements.domain?.value ?? "" });
    const reply = await fetch(`${form.dataset.handleCheck}?${query}`).catch(() => null);
    if (turn !== asked) return;
    const answer = reply?.ok ? await reply.json() : null;
    status.textContent = answer ? answer.text : "";
    status.className = answer && !answer.available ? "fault" : "hint";
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    asked++;
    status.textContent = "";
    if (input.value.trim().length > 2) timer = setTimeout(ask, 500);
  });
})();
