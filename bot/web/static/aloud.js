// Reads our newest messages aloud when somebody presses the button. Never by itself, and never what the person wrote.
"use strict";

(() => {
  const speech = window.speechSynthesis;
  let reading = null;

  const place = () => document.getElementById("aloud");
  const button = () => place().querySelector("button");
  const player = () => place().querySelector("audio");

  // Only voices of this very device: a remote one sends the words to its maker's server.
  const voiceOfTheDevice = () => {
    const wanted = (place().dataset.voice || "").toLowerCase();
    const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
    const here = speech ? speech.getVoices().filter((voice) => voice.localService) : [];
    return (
      here.find((voice) => tag(voice) === wanted) ||
      here.find((voice) => tag(voice).split("-")[0] === wanted.split("-")[0])
    );
  };

  const offer = () => {
    if (!button()) return;
    const hasVoice = Boolean(voiceOfTheDevice());
    button().hidden = !hasVoice;
    // Who listens already is not interrupted by a voice that turns up.
    if (player() && player().paused) player().hidden = hasVoice;
  };

  const relabel = () => {
    if (!button()) return;
    const now = button();
    if (!now.dataset.start) now.dataset.start = now.textContent;
    now.textContent = reading ? now.dataset.stop : now.dataset.start;
  };

  const stop = () => {
    if (player()) player().pause();
    if (!reading) return;
    reading = null;
    speech.cancel();
    relabel();
  };

  const read = () => {
    const voice = voiceOfTheDevice();
    if (!voice) return;
    const lines = place().dataset.words.split("\n").filter(Boolean);
    // Kept until the end: some browsers forget an utterance that nothing points to, and fall silent.
    const mine = lines.map((line) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = voice;
      said.lang = voice.lang;
      return said;
    });
    const over = () => {
      if (reading === mine) stop();
    };
    mine[mine.length - 1].onend = over;
    for (const said of mine) said.onerror = over;
    reading = mine;
    for (const said of mine) speech.speak(said);
    relabel();
  };

  if (!place()) return;
  document.addEventListener("click", (event) => {
    if (event.target !== button()) return;
    if (reading) stop();
    else read();
  });
  document.addEventListener("quiet", stop);
  document.addEventListener("said", offer);
  // A page that is left, or that nobody sees, is silent; some browsers would read on.
  window.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
  });
  if (speech) {
    speech.cancel();
    speech.onvoiceschanged = offer;
  }
  offer();
})();
