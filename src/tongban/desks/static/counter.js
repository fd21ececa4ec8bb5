/* The counter works without any of this: Enter goes to the next field, pages are dropped, the focus waits where one goes on. */
(function(d){"use strict";
function store(act){try{return act(window.sessionStorage)}catch(x){return null}}
var KEPT="counter:focus";
function stops(form){var seen={};return Array.prototype.filter.call(form.elements,function(e){
 if(e.type==="hidden"||e.disabled||!e.getClientRects().length||!/^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName))return false;
 if(e.type==="radio"){var on=form.querySelector('input[name="'+e.name+'"]:checked');if(seen[e.name]||on&&on!==e)return false;seen[e.name]=1}
 if(e.type==="checkbox"){if(seen["c"+e.name])return false;seen["c"+e.name]=1}
 return true})}
function following(form,from){var all=stops(form),at=-1;all.forEach(function(e,i){if(e===from||(e.name&&e.name===from.name&&/radio|checkbox/.test(e.type)))at=i});return all[at+1]}
/* Enter = next; on the last field, or with Ctrl, the form is saved */
d.addEventListener("keydown",function(e){var f=e.target.form;if(e.key!=="Enter"||!f||!f.matches("[data-steps]")||e.isComposing)return;
 if(e.ctrlKey||e.metaKey){e.preventDefault();f.requestSubmit();return}
 if(/TEXTAREA|BUTTON/.test(e.target.tagName)||e.target.type==="file")return;
 e.preventDefault();var to=following(f,e.target);if(to){to.focus();if(to.select&&to.type!=="radio"&&to.type!=="checkbox")to.select()}else f.requestSubmit()});
/* Escape leaves a field, so that the keys of the page work */
d.addEventListener("keydown",function(e){if(e.key==="Escape"&&/INPUT|SELECT|TEXTAREA/.test(e.target.tagName)){e.target.blur();d.getElementById("main").focus({preventScroll:true})}});
/* a page that is loaded again because other fields are asked goes on where the clerk was, with what was being typed */
var leaving=false; /* a form that is being sent goes first: what was saved on the way must not load the old page again */
d.addEventListener("submit",function(){leaving=true});window.addEventListener("pageshow",function(){leaving=false});
d.addEventListener("htmx:beforeRequest",function(e){if(leaving)e.preventDefault()});
d.addEventListener("htmx:beforeOnLoad",function(e){if(leaving){e.preventDefault();return}if(e.detail.xhr.getResponseHeader("HX-Refresh")!=="true")return;var a=d.activeElement;
 if(a&&a.name)store(function(s){s.setItem(KEPT,JSON.stringify({at:location.pathname,name:a.name,value:/^(text|search)$|^$/.test(a.type)||a.tagName==="TEXTAREA"?a.value:null}))})});
function reach(e){if(!e)return false;if(!/^(INPUT|SELECT|TEXTAREA|BUTTON|A)$/.test(e.tagName))e=e.querySelector("input:not([type=hidden]),textarea,select")||e;e.focus();e.scrollIntoView({block:"center"});return true}
function goOn(){var kept=store(function(s){var t=s.getItem(KEPT);s.removeItem(KEPT);return t&&JSON.parse(t)});
 if(d.querySelector(".errsum"))return;
 if(kept&&kept.at===location.pathname){var e=d.querySelector('#form [name="'+kept.name+'"]:not([type=hidden])');if(e){if(kept.value!==null&&e.value!==kept.value)e.value=kept.value;reach(e);return}}
 if(location.hash.length>1&&reach(d.getElementById(location.hash.slice(1))))return;
 reach(d.querySelector("[data-first]"))}
/* the browser itself goes to the anchor when the page is there, and takes the focus away */
if(d.readyState==="complete")goOn();else window.addEventListener("load",function(){setTimeout(goOn,0)});
/* pages dropped on a material, or on the sheet, are its files */
d.addEventListener("dragover",function(e){var f=e.target.closest("[data-drop]");if(f){e.preventDefault();f.classList.add("over")}});
d.addEventListener("dragleave",function(e){var f=e.target.closest("[data-drop]");if(f)f.classList.remove("over")});
d.addEventListener("drop",function(e){var f=e.target.closest("[data-drop]");if(!f)return;e.preventDefault();f.classList.remove("over");
 var i=f.querySelector("input[type=file]");if(!i||!e.dataTransfer.files.length)return;i.files=e.dataTransfer.files;i.dispatchEvent(new Event("change",{bubbles:true}))});
})(document);
