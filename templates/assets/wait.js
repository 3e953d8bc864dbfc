// Looks until the server is there, after a restart another start of it than before, and goes on then.
(() => {
  const { secs, next, start } = document.currentScript.dataset;
  const look = async () => {
    try {
      const reply = await fetch("/-/start", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (reply.ok && (await reply.text()) !== start) return location.replace(next);
    } catch {
      // It is not there yet.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, secs * 1000);
})();
