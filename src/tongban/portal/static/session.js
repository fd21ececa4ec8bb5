/* A session that nobody uses ends. Beforehand the reader is told and stays with one key; what they typed and did not send is
   kept for them in this tab, encrypted under a key that only their own pages hold. Without a script the sign-in page explains. */
(function(d){"use strict";
var box=d.getElementById("ending");if(!box||!window.fetch)return;
var said=d.getElementById("ending-left"),trouble=d.getElementById("ending-trouble"),stay=d.getElementById("stay"),title=d.title;
var warned=+box.dataset.warned,KEPT="typed:"+location.pathname,LONGEST=864e5,timer,ends,leaving=false;
function set(seconds){ends=Date.now()+seconds*1000}
function left(){return(ends-Date.now())/1000}
function asked(how){return fetch(stay.action,how||{credentials:"same-origin"}).then(function(r){if(!r.ok)throw r;return r.json()}).then(function(told){set(told.left);return told.left})}
function later(seconds){clearTimeout(timer);timer=setTimeout(look,Math.max(1,Math.min(seconds,30))*1000)}
/* the clock of the wall, not of the timer: a computer that slept has used up its time. Another tab may have gone on meanwhile */
function look(){if(leaving)return;
 if(left()>warned)return later(left()-warned);
 asked().then(function(seconds){if(seconds>warned)close();else if(seconds>0)warn();else end()},function(){if(left()>0)warn();else end()})}
function warn(){if(!box.open){if(box.showModal)box.showModal();else box.setAttribute("open","")}
 var minutes=Math.ceil(left()/60),text=minutes>1?said.dataset.minutes.replace("{}",minutes):said.dataset.moment;
 if(said.textContent!==text)said.textContent=text;d.title=text+" - "+title;later(Math.min(left(),10))}
function close(){if(box.open){if(box.close)box.close();else box.removeAttribute("open")}trouble.hidden=true;d.title=title;later(left()-warned)}
stay.addEventListener("submit",function(e){e.preventDefault();
 asked({method:"POST",body:new FormData(stay),credentials:"same-origin"}).then(function(seconds){if(seconds>0)close();else end()},function(){trouble.hidden=false})});
box.addEventListener("cancel",function(e){e.preventDefault();stay.requestSubmit()}); /* Escape: the reader is there */
d.addEventListener("visibilitychange",function(){if(!d.hidden)look()});
window.addEventListener("pageshow",look);
/* what the page saves by itself while it warns is no sign of the reader */
d.addEventListener("htmx:configRequest",function(e){if(box.open)e.detail.headers["X-Unattended"]="1"});
d.addEventListener("htmx:responseError",function(e){if(e.detail.xhr.status===401)end()});
function end(){if(leaving)return;leaving=true;
 window.addEventListener("beforeunload",function(e){e.stopImmediatePropagation()},true);
 var to=box.dataset.out+"?ended=1&next="+encodeURIComponent(location.pathname+location.search);
 keep().then(function(){location.replace(to)},function(){location.replace(to)})}
/* what was typed and not sent: by form, name and how many of that name came before */
function fields(act){Array.prototype.forEach.call(d.forms,function(form,at){if(form.method!=="post"||box.contains(form))return;var seen={};
 Array.prototype.forEach.call(form.elements,function(e){if(!e.name||/^(hidden|file|password|submit|button|image|reset)$/.test(e.type))return;
  var nth=seen[e.name]=(seen[e.name]||0)+1;act(e,[at,e.name,nth].join("/"))})})}
function ticks(e){return e.type==="checkbox"||e.type==="radio"}
function changed(e){if(ticks(e))return e.checked!==e.defaultChecked;if(e.options)return Array.prototype.some.call(e.options,function(o){return o.selected!==o.defaultSelected});return e.value!==e.defaultValue}
function key(){var raw=Uint8Array.from(atob(box.dataset.key),function(c){return c.charCodeAt(0)});return crypto.subtle.importKey("raw",raw,"AES-GCM",false,["encrypt","decrypt"])}
function keep(){var found={};fields(function(e,name){if(changed(e))found[name]=ticks(e)?e.checked:e.value});
 if(!Object.keys(found).length||!window.crypto||!crypto.subtle)return Promise.resolve();
 var iv=crypto.getRandomValues(new Uint8Array(12)),plain=new TextEncoder().encode(JSON.stringify({when:Date.now(),found:found}));
 return key().then(function(k){return crypto.subtle.encrypt({name:"AES-GCM",iv:iv},k,plain)}).then(function(sealed){
  sessionStorage.setItem(KEPT,JSON.stringify([Array.from(iv),Array.from(new Uint8Array(sealed))]))})}
function restore(){var kept;try{kept=JSON.parse(sessionStorage.getItem(KEPT));sessionStorage.removeItem(KEPT)}catch(x){return}
 if(!kept||!window.crypto||!crypto.subtle)return;
 key().then(function(k){return crypto.subtle.decrypt({name:"AES-GCM",iv:new Uint8Array(kept[0])},k,new Uint8Array(kept[1]))}).then(function(plain){
  put(JSON.parse(new TextDecoder().decode(plain)))},function(){/* somebody else's: gone now */})}
function put(kept){var back=[];if(Date.now()-kept.when>LONGEST)return;
 fields(function(e,name){if(!(name in kept.found)||(ticks(e)?e.checked:e.value)===kept.found[name])return;
  if(ticks(e))e.checked=kept.found[name];else e.value=kept.found[name];back.push(e)});
 back.forEach(function(e){for(var p=e.parentElement;p;p=p.parentElement)if(p.tagName==="DETAILS")p.open=true;
  ["input","change"].forEach(function(n){e.dispatchEvent(new Event(n,{bubbles:true}))})});
 var told=d.getElementById("typed-back");if(back.length&&told){told.hidden=false;told.focus()}}
set(+box.dataset.left);look();restore();
})(document);
