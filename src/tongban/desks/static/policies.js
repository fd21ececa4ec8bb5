/* The simulator works without any of this. A slider beside each number, in step with it. */
(function(d){"use strict";
Array.prototype.forEach.call(d.querySelectorAll("input[data-slide]"),function(box){
 var s=d.createElement("input");s.type="range";s.min=box.dataset.low;s.max=box.dataset.high;s.step=box.dataset.step;s.value=box.value;
 s.setAttribute("aria-label",box.labels[0].textContent);
 s.addEventListener("input",function(e){e.stopPropagation();box.value=s.value;box.dispatchEvent(new Event("input",{bubbles:true}))});
 s.addEventListener("change",function(e){e.stopPropagation()});
 box.addEventListener("input",function(){if(box.value!==s.value)s.value=box.value});
 box.closest(".f").appendChild(s)});
/* of a result that was put in the place of another, the headline is said; not the whole page */
["htmx:afterSwap","htmx:after:swap"].forEach(function(n){d.addEventListener(n,function(){
 var said=d.getElementById("said"),line=d.getElementById("headline")||d.querySelector("#result .note, #result h2");
 if(said&&line&&said.textContent!==line.textContent)said.textContent=line.textContent})});
})(document);
