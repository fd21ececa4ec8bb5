/* The desk works without any of this. Tabs, the usual wording, the tally, zoom, and what was typed but not yet sent. */
(function(d){"use strict";
function all(q,act,from){Array.prototype.forEach.call((from||d).querySelectorAll(q),act)}
var main=d.querySelector("main[data-track]"),form=d.querySelector("form[data-review]");
var letters=d.documentElement.dataset.letters!=="off"; /* an account can switch keys of one letter off */
/* tabs: without this script every part stands on the page, and the tabs lead to it */
function open(name){all("[data-tab]",function(p){p.hidden=p.id!==name&&p.dataset.also!==name;p.classList.toggle("brief",p.id!==name)});
 all("[data-tabs] a",function(a){if(a.getAttribute("href")==="#"+name)a.setAttribute("aria-current","true");else a.removeAttribute("aria-current")})}
function reach(id){var e=id&&d.getElementById(id),p=e&&e.closest("[data-tab]");if(p&&(p.hidden||p===e))open(p.id);return e}
if(d.querySelector("[data-tabs]")){open("materials");reach(location.hash.slice(1));
 d.addEventListener("click",function(e){var a=e.target.closest('a[href^="#"]');if(!a)return;
  var id=a.getAttribute("href").slice(1),tab=a.closest("[data-tabs]");
  if(tab){e.preventDefault();open(id);return}
  var to=reach(id);if(to&&a.closest(".errsum")){var f=to.matches("input,textarea")?to:to.querySelector("input,textarea");var box=to.closest("details");if(box)box.open=true;if(f){e.preventDefault();f.focus();to.scrollIntoView({block:"center"})}}})}
/* zoom */
all(".sheet",function(s){var z=s.previousElementSibling&&s.previousElementSibling.querySelector(".zoom");if(z)z.classList.add("can")});
d.addEventListener("click",function(e){var b=e.target.closest("[data-zoom]");if(!b)return;var s=b.closest(".doc-h").nextElementSibling,n=Math.max(1,Math.min(4,(+s.dataset.x||1)+ +b.dataset.zoom));s.dataset.x=n;s.className="sheet x"+n});
/* a letter key means nothing to a radio button, so the desk's keys work there too */
d.addEventListener("keydown",function(e){if(!letters||e.target.type!=="radio"||e.altKey||e.ctrlKey||e.metaKey||!/^[a-z]$/i.test(e.key))return;
 var b=d.querySelector('[data-key="'+e.key.toLowerCase()+'"]');if(b){e.preventDefault();b.focus();if(b.getAttribute("aria-disabled")!=="true")b.click()}});
/* a preview is not the act: its form can still be sent */
d.addEventListener("click",function(e){var b=e.target.closest("[data-free]");if(b)setTimeout(function(){delete b.form.dataset.sent},0)});
/* the list: J and K go up and down, Enter opens; all at once */
var rows=d.querySelector("[data-rows]");
if(rows&&letters)d.addEventListener("keydown",function(e){var k=String(e.key).toLowerCase();
 if(k!=="j"&&k!=="k"||e.altKey||e.ctrlKey||e.metaKey||/TEXTAREA|SELECT/.test(e.target.tagName)||e.target.matches("input:not([type=checkbox])"))return;
 var l=Array.prototype.slice.call(rows.querySelectorAll("a[data-row]")),at=l.indexOf(d.activeElement),row=d.activeElement&&d.activeElement.closest("tr");
 if(at<0&&row)at=l.indexOf(row.querySelector("a[data-row]"));
 var to=l[k==="j"?at+1:Math.max(0,at-1)];if(to){e.preventDefault();to.focus();to.scrollIntoView({block:"nearest"})}});
d.addEventListener("change",function(e){if(e.target.matches("[data-pick-all]"))all('[name="pick"]',function(p){p.checked=e.target.checked})});
if(!main)return;
var kept="desk:"+main.dataset.track;
function store(act){try{return act(window.sessionStorage)}catch(x){return null}}
var was=/[?&]was=([\w-]+)/.exec(location.search);
if(was)store(function(s){Object.keys(s).forEach(function(k){if(k.indexOf("desk:"+was[1]+"-")===0)s.removeItem(k)})});
if(!form)return;
function fields(){return form.querySelectorAll("input[type=radio],textarea")}
function save(){var v={};Array.prototype.forEach.call(fields(),function(f){if(f.type!=="radio")v[f.name]=f.value;else if(f.checked)v[f.name]=f.value});store(function(s){s.setItem(kept,JSON.stringify(v))})}
function restore(){var v=store(function(s){return JSON.parse(s.getItem(kept))});if(!v||d.querySelector(".errsum")||form.querySelector("input:checked"))return;
 Array.prototype.forEach.call(fields(),function(f){if(!(f.name in v))return;if(f.type==="radio")f.checked=f.value===v[f.name];else f.value=v[f.name]})}
function tally(){var left=0,faults=0;
 all("fieldset.judge",function(s){var c=s.querySelector("input:checked");if(!c)left++;else if(c.value!=="fits")faults++},form);
 var t=d.querySelector("[data-tally]");if(t){var says=left?t.dataset.left.replace("{left}",left):t.dataset.none;if(t.textContent!==says)t.textContent=says}
 all("[data-faults]",function(n){n.textContent=faults?" ("+faults+")":""},form);
 all("[data-needs]",function(b){var ok=!left&&(b.dataset.needs==="all"||(b.dataset.needs==="fits")===!faults);if(ok)b.removeAttribute("aria-disabled");else b.setAttribute("aria-disabled","true")},form)}
form.addEventListener("change",function(e){var f=e.target;
 if(f.type==="radio"){var t=f.closest("li").querySelector("textarea");if(f.value!=="fits"&&t&&!t.value&&t.dataset.usual)t.value=t.dataset.usual}
 tally();save()});
form.addEventListener("input",save);
/* a button that cannot work yet leads to what is missing */
form.addEventListener("click",function(e){var b=e.target.closest('[aria-disabled="true"]');if(!b)return;e.preventDefault();
 var open=Array.prototype.filter.call(form.querySelectorAll("fieldset.judge"),function(s){return!s.querySelector("input:checked")})[0];
 var to=open?open.querySelector("input"):form.querySelector(".decide");to.focus();(open||to).scrollIntoView({block:"center"})});
restore();tally();
})(document);
