// A sound or a notice when somebody is needed, for those who asked for it. Nothing is asked of the browser before.

(() => {
  const wants = (what) => what in document.body.dataset;
  const counts = new Map();

  function sound() {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.12, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.4);
    tone.onended = () => context.close();
  }

  function tell(words) {
    document.dispatchEvent(new CustomEvent("amends:news", { detail: words }));
    if (wants("sound")) sound();
    if (wants("notice") && document.hidden && Notification.permission === "granted") {
      new Notification(words, { tag: words });
    }
  }

  /* What grew since the page last heard of it is news; what it finds when it opens is not. */
  function grew(name, count, words) {
    const before = counts.get(name);
    counts.set(name, count);
    if (before !== undefined && count > before) tell(words);
  }

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const target = detail.target;
    if (target?.id === "waiting") {
      grew("asked", Number(target.querySelector("[data-for-me]")?.dataset.forMe ?? 0), "A customer waits for you.");
    }
    if (target?.id === "named") grew("named", parseInt(target.textContent, 10) || 0, "A colleague named you in a note.");
  });
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    const { target } = detail;
    if (target.id === "heard" && document.hidden) tell("The customer has written.");
    if (target.id === "alerts-count") {
      const toRead = Number(target.querySelector("[data-to-read]")?.dataset.toRead ?? 0);
      grew("to read", toRead, "A message may tell of danger. Read it under Alerts.");
    }
  });

  /* The browser is asked only when an agent ticks the box. */
  document.addEventListener("change", async ({ target }) => {
    if (!("askNotice" in (target.dataset ?? {})) || !target.checked) return;
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    target.checked = answer === "granted";
    const said = document.getElementById("notice-said");
    said.textContent = target.checked ? "" : "Your browser does not allow notices for this page.";
  });
})();
