/* The studio: completion over facts, what an expression says while one writes it, and a warning before typed words are lost. */
(function () {
  "use strict";
  var main = document.querySelector("[data-facts]");
  var known = null;
  var WORDS = ["and", "or", "not", "in", "if", "else", "True", "False", "known", "age", "years_since", "months_since", "days_until",
    "years_after", "months_between", "days_between", "date", "len", "any_of", "min", "max", "rounded", "band"];

  function load() {
    if (known) { return Promise.resolve(known); }
    return fetch(main.dataset.facts, { credentials: "same-origin" }).then(function (answer) { return answer.json(); })
      .then(function (body) { known = body.facts; return known; });
  }

  function word(box) {
    var before = box.value.slice(0, box.selectionStart);
    var found = /[A-Za-z_][A-Za-z0-9_]*$|[\u3400-\u9fff]+$/.exec(before);
    return found ? found[0] : "";
  }

  function offers(text, facts) {
    var lower = text.toLowerCase();
    var near = facts.filter(function (fact) {
      return fact.code.indexOf(lower) >= 0 || fact.zh.indexOf(text) >= 0 || fact.en.toLowerCase().indexOf(lower) >= 0;
    }).map(function (fact) { return { insert: fact.code, says: document.documentElement.lang.indexOf("en") === 0 ? fact.en : fact.zh }; });
    var plain = WORDS.filter(function (each) { return each.toLowerCase().indexOf(lower) === 0 && each !== text; })
      .map(function (each) { return { insert: each, says: "" }; });
    return near.concat(plain).slice(0, 8);
  }

  function equip(box) {
    var holder = document.createElement("div");
    var list = document.createElement("ul");
    var chosen = -1, shown = [], waiting = null;
    var said = document.getElementById(box.id + "-s");
    holder.className = "offer";
    list.id = box.id + "-o";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels && box.labels[0] ? box.labels[0].textContent.trim() : box.name);
    list.hidden = true;
    holder.appendChild(list);
    box.parentNode.insertBefore(holder, box.nextSibling);
    // A text of several lines is a text box: it may offer a list, and may not be called a combobox.
    box.setAttribute("aria-haspopup", "listbox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);

    function close() { list.hidden = true; chosen = -1; box.removeAttribute("aria-activedescendant"); }

    function mark() {
      Array.prototype.forEach.call(list.children, function (row, at) { row.setAttribute("aria-selected", at === chosen ? "true" : "false"); });
      if (chosen >= 0) { box.setAttribute("aria-activedescendant", list.id + chosen); }
    }

    function take(at) {
      var end = box.selectionStart, text = word(box), start = end - text.length;
      box.value = box.value.slice(0, start) + shown[at].insert + box.value.slice(end);
      box.selectionStart = box.selectionEnd = start + shown[at].insert.length;
      close();
      ask();
      box.focus();
    }

    function show() {
      var text = word(box);
      if (!text) { close(); return; }
      load().then(function (facts) {
        shown = offers(text, facts);
        list.textContent = "";
        shown.forEach(function (each, at) {
          var row = document.createElement("li"), code = document.createElement("code"), says = document.createElement("small");
          row.id = list.id + at;
          row.setAttribute("role", "option");
          code.textContent = each.insert;
          says.textContent = each.says;
          row.appendChild(code);
          row.appendChild(says);
          row.addEventListener("mousedown", function (event) { event.preventDefault(); take(at); });
          list.appendChild(row);
        });
        chosen = -1;
        list.hidden = !shown.length || document.activeElement !== box;
        mark();
      });
    }

    function ask() {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () {
        fetch(main.dataset.explain + "?text=" + encodeURIComponent(box.value), { credentials: "same-origin" })
          .then(function (answer) { return answer.ok ? answer.text() : ""; })
          .then(function (html) { if (said) { said.innerHTML = html; } });
      }, 250);
    }

    box.addEventListener("input", function () { show(); ask(); });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", function (event) {
      if (list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        chosen = (chosen + (event.key === "ArrowDown" ? 1 : shown.length - 1) + (chosen < 0 && event.key === "ArrowUp" ? 1 : 0)) % shown.length;
        mark();
        event.preventDefault();
      } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
        take(chosen);
        event.preventDefault();
      } else if (event.key === "Escape") {
        close();
        event.stopPropagation();
      }
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-look]") : null, look = document.getElementById("look");
    if (!button || !look) { return; }
    look.value = button.dataset.look;
    Array.prototype.forEach.call(document.querySelectorAll("[data-look]"), function (one) { one.setAttribute("aria-pressed", one === button ? "true" : "false"); });
  });

  if (main) { Array.prototype.forEach.call(document.querySelectorAll("[data-expression]"), equip); }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-keep]"), function (form) {
    var touched = false;
    form.addEventListener("input", function () { touched = true; });
    form.addEventListener("submit", function () { touched = false; });
    window.addEventListener("beforeunload", function (event) { if (touched) { event.preventDefault(); event.returnValue = ""; } });
  });
}());
