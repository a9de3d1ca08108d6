// Asks the browser for a security key, puts its answer into the form, and sends the form. The only script of
// the portal: it reads and shows nothing, and every page works without it, with the code from the app.
(() => {
  "use strict";
  const form = document.querySelector("form[data-key]");
  const known = window.PublicKeyCredential;
  if (!form || !known || !known.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) return;
  const part = form.querySelector("[data-key-part]");
  const failed = form.querySelector("[data-key-failed]");
  const code = form.querySelector("[data-key-instead]");

  async function answer() {
    const asked = JSON.parse(form.dataset.asking);
    if (form.dataset.key === "add") {
      return navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(asked) });
    }
    return navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(asked) });
  }

  part.querySelector("button").addEventListener("click", async () => {
    failed.hidden = true;
    if (code) code.required = false;
    const whole = form.reportValidity();
    if (code) code.required = true;
    if (!whole) return;
    try {
      form.elements.answer.value = JSON.stringify((await answer()).toJSON());
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
  part.hidden = false;
  const without = form.querySelector("[data-key-without]");
  if (without) without.hidden = true;
})();
