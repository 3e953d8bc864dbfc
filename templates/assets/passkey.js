// Lets forms ask for a passkey. Without this script, or in a browser without passkeys, what only works with them stays
// hidden and the rest of the page works as before.
//
//   <form data-passkey="create" or "get" data-options="{the server's options as JSON}">
//     <input type="hidden" name="credential">           takes the answer
//     <div data-passkey-only hidden> a submit button …   shown where passkeys work
//     <p data-passkey-error hidden role="alert" data-refused="…" data-known="…" data-failed="…">
//
//     <input type="hidden" disabled data-passkey-box="id">  sent if the box with this id is ticked
//
// What has data-passkey-less is shown where passkeys do not work. With data-autofill, browsers that can do so offer
// passkeys in the page's field with autocomplete="username webauthn".
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const descriptors = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const options = (form) => {
    const given = JSON.parse(form.dataset.options);
    const made = { ...given, challenge: bytes(given.challenge) };
    if (given.user) made.user = { ...given.user, id: bytes(given.user.id) };
    if (given.excludeCredentials) made.excludeCredentials = descriptors(given.excludeCredentials);
    if (given.allowCredentials) made.allowCredentials = descriptors(given.allowCredentials);
    return made;
  };

  const answer = (credential) => {
    const from = credential.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = text(from[name]);
    }
    if (from.getTransports) response.transports = from.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const waiting = new AbortController();
  for (const part of document.querySelectorAll("[data-passkey-less]")) part.hidden = true;

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const field = form.elements.namedItem("credential");
    const error = form.querySelector("[data-passkey-error]");
    const isNew = form.dataset.passkey === "create";
    for (const part of form.querySelectorAll("[data-passkey-only]")) part.hidden = false;

    const tell = (name) => {
      if (!error) return;
      const word = { NotAllowedError: "refused", InvalidStateError: "known" }[name] || "failed";
      error.textContent = error.dataset[word] || "";
      error.hidden = false;
    };
    const send = (credential) => {
      field.value = answer(credential);
      for (const part of form.querySelectorAll("[data-passkey-box]")) {
        part.disabled = !document.getElementById(part.dataset.passkeyBox)?.checked;
      }
      form.submit();
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (error) error.hidden = true;
      // Only one question can be open; the one for the field's menu makes way.
      waiting.abort();
      try {
        const publicKey = options(form);
        send(await navigator.credentials[isNew ? "create" : "get"]({ publicKey }));
      } catch (problem) {
        tell(problem.name);
      }
    });

    // An offer that nobody takes up is no failure.
    if (!isNew && "autofill" in form.dataset && PublicKeyCredential.isConditionalMediationAvailable) {
      PublicKeyCredential.isConditionalMediationAvailable().then(async (can) => {
        if (!can) return;
        const question = { publicKey: options(form), mediation: "conditional", signal: waiting.signal };
        send(await navigator.credentials.get(question));
      }).catch(() => {});
    }
  }
})();
