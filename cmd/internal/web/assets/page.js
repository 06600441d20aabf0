// Keys and live progress. Every page works without it.
"use strict";
(function () {
  var search = document.querySelector("form.search input");
  var help = document.getElementById("keys");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  var at = -1;
  var go = false; // "g" was pressed: the next key names a page
  var places = { f: "/", t: "/tunnels", d: "/devices", i: "/findings", r: "/runs", a: "/alerts" };

  function move(by) {
    if (!rows.length) { return; }
    if (at >= 0) { rows[at].classList.remove("here"); }
    at = Math.max(0, Math.min(rows.length - 1, at + by));
    rows[at].classList.add("here");
    var link = rows[at].querySelector("a, summary");
    if (link) { link.focus({ preventScroll: true }); }
    rows[at].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (e) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
    if (e.key === "Escape" && typing) { e.target.blur(); return; }
    if (typing || e.ctrlKey || e.altKey || e.metaKey) { return; }
    if (go) { go = false; if (places[e.key]) { location.href = places[e.key]; return; } }
    switch (e.key) {
    case "/": if (search) { e.preventDefault(); search.focus(); search.select(); } break;
    case "j": move(1); break;
    case "k": move(-1); break;
    case "g": go = true; break;
    case "u": history.back(); break;
    case "?": if (help && !help.open) { help.showModal(); } break;
    }
  });
  document.querySelectorAll("[data-keys]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { help.showModal(); });
  });
  document.querySelectorAll("[data-close]").forEach(function (b) {
    b.addEventListener("click", function () { help.close(); });
  });

  // The sweeps under way are asked for while one is shown; when one has ended the
  // page is read anew, unless somebody is writing on it.
  var shown = document.querySelectorAll("[data-sweep]");
  if (!shown.length) { return; }
  function busy() {
    var f = document.activeElement;
    return f && /^(INPUT|TEXTAREA|SELECT)$/.test(f.tagName) || help && help.open || String(window.getSelection()) !== "";
  }
  function look() {
    fetch("/api/v1/sweeps", { headers: { Accept: "application/json" } }).then(function (r) {
      if (!r.ok) { throw new Error(r.status); }
      return r.json();
    }).then(function (now) {
      var ended = false;
      shown.forEach(function (el) {
        var sweep = now.sweeps.find(function (s) { return String(s.id) === el.dataset.sweep; });
        if (!sweep) { ended = true; return; }
        el.querySelector("progress").value = sweep.read;
        el.querySelector("[data-read]").textContent = sweep.read;
      });
      if (ended && !busy()) { location.reload(); return; }
      setTimeout(look, 2000);
    }).catch(function () { setTimeout(look, 10000); });
  }
  setTimeout(look, 1500);
})();
