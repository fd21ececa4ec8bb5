/* Runs before paint. The server already wrote the cookie's values into <html>; this only helps a page that was kept by the browser. */
(function(d){"use strict";var r=d.documentElement;["size","theme","personal"].forEach(function(k){var m=d.cookie.match("(?:^|; )pref_"+k+"=([a-z]*)");if(m&&m[1])r.dataset[k]=m[1];else delete r.dataset[k]})})(document);
