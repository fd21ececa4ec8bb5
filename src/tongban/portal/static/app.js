/* Everything here is optional: each page works without it. */
(function(d){"use strict";
var r=d.documentElement;
r.classList.add("js");
function each(list,act){Array.prototype.forEach.call(list,act)}
function remember(name,value){d.cookie="pref_"+name+"="+value+";path=/;max-age="+(value?31536000:0)+";samesite=lax"}
function show(name,value){if(value)r.dataset[name]=value;else delete r.dataset[name];remember(name,value);pressed()}
function pressed(){each(d.querySelectorAll("[data-pref]"),function(b){b.setAttribute("aria-pressed",String((r.dataset[b.dataset.pref]||"")===b.value))})}
function openPanel(panel){if(!panel)return;if(panel.showModal)panel.showModal();else panel.setAttribute("open","");pressed()}
function closePanel(panel){if(panel.close)panel.close();else panel.removeAttribute("open")}
function readAloud(){var s=window.speechSynthesis,m=d.getElementById("main");if(!s||!m)return;s.cancel();var u=new SpeechSynthesisUtterance(m.innerText.slice(0,4000));u.lang=r.lang==="en"?"en":"zh-CN";u.rate=.9;s.speak(u)}
d.addEventListener("click",function(e){
 var t=e.target.closest("[data-open],[data-close],[data-pref],[data-read],[data-print]");if(!t)return;
 if("print"in t.dataset){e.preventDefault();window.print()}
 else if(t.dataset.open){var p=d.getElementById(t.dataset.open);if(p){e.preventDefault();openPanel(p)}}
 else if("close"in t.dataset){e.preventDefault();closePanel(t.closest("dialog"))}
 else if(t.dataset.pref){e.preventDefault();show(t.dataset.pref,t.value)}
 else if(t.dataset.read==="start")readAloud();
 else if(t.dataset.read==="stop"&&window.speechSynthesis)speechSynthesis.cancel()});
/* radio cards keep a visible mark where :has() is missing */
function mark(scope){each(scope.querySelectorAll(".opt"),function(o){var i=o.querySelector("input");o.classList.toggle("on",!!i&&i.checked)})}
mark(d);
d.addEventListener("change",function(e){
 var none=e.target.closest("[data-none]"),set=e.target.closest(".opts"),f=e.target.closest("form,fieldset");
 if(set&&e.target.type==="checkbox"&&e.target.checked)each(set.querySelectorAll("input"),function(i){if(i!==e.target&&(none||"none"in i.dataset))i.checked=false});
 if(f&&e.target.closest(".opt"))mark(f);
 if(e.target.type==="file"&&e.target.form&&"auto"in e.target.dataset)e.target.form.submit();
 if(e.target.type==="file"&&"names"in e.target.dataset){var o=e.target.parentNode.querySelector("output");if(o)o.textContent=Array.prototype.map.call(e.target.files,function(f){return f.name}).join(" · ")}});
/* after a page that says what is wrong, the reader starts at the list of errors */
function toErrors(){var s=d.querySelector(".errsum");if(s)s.focus()}
toErrors();
["htmx:afterSwap","htmx:after:swap"].forEach(function(n){d.addEventListener(n,function(){mark(d);if(n&&d.activeElement===d.body)toErrors()})});
/* a form that was sent is not sent twice from the same page; the server keeps it true anyway */
d.addEventListener("submit",function(e){var f=e.target;if(!f.matches("[data-once]"))return;if(f.dataset.sent){e.preventDefault();return}f.dataset.sent="1"});
window.addEventListener("pageshow",function(){each(d.querySelectorAll("[data-sent]"),function(f){delete f.dataset.sent})});
/* paper has no folds */
window.addEventListener("beforeprint",function(){each(d.querySelectorAll("main details"),function(x){x.open=true})});
/* the search box with its suggestions: a combobox of the ARIA practices; without a script it is a plain form */
function combo(i){var b=d.getElementById(i.dataset.combo),said=d.getElementById(i.dataset.combo+"-said"),at=-1;
 if(!b)return;
 ["role:combobox","aria-autocomplete:list","aria-expanded:false","aria-controls:"+b.id].forEach(function(p){p=p.split(":");i.setAttribute(p[0],p[1])});
 b.setAttribute("role","listbox");
 function list(){return b.querySelectorAll("[role=option]")}
 function close(){at=-1;b.textContent="";i.setAttribute("aria-expanded","false");i.removeAttribute("aria-activedescendant")}
 function pick(n){var o=list();if(!o.length)return;at=(n+o.length+1)%(o.length+1);each(o,function(x,k){x.setAttribute("aria-selected",String(k===at))});
  if(at<o.length){i.setAttribute("aria-activedescendant",o[at].id);o[at].scrollIntoView({block:"nearest"})}else i.removeAttribute("aria-activedescendant")}
 ["htmx:afterSwap","htmx:after:swap"].forEach(function(n){b.addEventListener(n,function(){var o=list();at=-1;i.setAttribute("aria-expanded",String(o.length>0));i.removeAttribute("aria-activedescendant");
  if(said)said.textContent=o.length?o.length+" "+said.dataset.some:said.dataset.none})});
 i.addEventListener("keydown",function(e){var o=list();
  if(e.key==="ArrowDown"&&o.length){e.preventDefault();pick(at<0||at>=o.length?0:at+1)}
  else if(e.key==="ArrowUp"&&o.length){e.preventDefault();pick(at<0||at>=o.length?o.length-1:at-1)}
  else if(e.key==="Escape"&&o.length){e.preventDefault();close()}
  else if(e.key==="Enter"&&!e.isComposing&&at>=0&&at<o.length){e.preventDefault();o[at].click()}});
 i.addEventListener("blur",function(){setTimeout(function(){if(!b.contains(d.activeElement))close()},200)})}
each(d.querySelectorAll("[data-combo]"),combo);
each(d.querySelectorAll("details[data-wide]"),function(x){x.open=window.innerWidth>720});
/* which result was opened after which words: counted, without the reader */
d.addEventListener("click",function(e){var a=e.target.closest("[data-node]"),l=a&&a.closest("[data-clicks]");if(!l||!navigator.sendBeacon)return;
 var f=new FormData(),t=l.querySelector("[name=csrfmiddlewaretoken]");f.append("words",l.dataset.words);f.append("node",a.dataset.node);f.append("rank",a.dataset.rank);if(t)f.append("csrfmiddlewaretoken",t.value);
 navigator.sendBeacon(l.dataset.clicks,f)});
/* keys of the desk: only when no field has focus; every key is also a visible button */
/* an account can switch them off (data-letters): then nothing listens to a single character, also in parts that come later */
function lettersOff(){if(r.dataset.letters==="off")each(d.querySelectorAll("[data-key]"),function(b){b.removeAttribute("data-key");
 var s=(b.getAttribute("aria-keyshortcuts")||"").split(" ").filter(function(k){return k.length>1}).join(" ");if(s)b.setAttribute("aria-keyshortcuts",s);else b.removeAttribute("aria-keyshortcuts")})}
lettersOff();
["htmx:afterSwap","htmx:after:swap"].forEach(function(n){d.addEventListener(n,lettersOff)});
d.addEventListener("keydown",function(e){if(e.altKey||e.ctrlKey||e.metaKey||r.dataset.letters==="off"||/INPUT|TEXTAREA|SELECT/.test(e.target.tagName)||d.querySelector("dialog[open]"))return;var b=d.querySelector('[data-key="'+String(e.key).toLowerCase().replace(/["\\]/g,"")+'"]');if(b){e.preventDefault();b.focus();if(b.getAttribute("aria-disabled")!=="true")b.click()}});
d.addEventListener("click",function(e){var b=e.target.closest("[data-mark]");if(!b)return;each(d.querySelectorAll("[data-pin]"),function(p){p.classList.toggle("hot",p.dataset.pin===b.dataset.mark)})});
})(document);
