"""What a request may bring, before anybody reads it: how much, how slowly, and how much at once.

The server hands a request on while its body is still on the way. A thread that waits for a slow sender serves nobody: eight such
senders stopped the whole site. So bodies are gathered first, by others, within a time; only then one of the few turns is taken.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from typing import IO, Any, cast

from tongban.site.guards.addresses import Network, household_of, visitor_of

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

LONGEST_ADDRESS = 16 * 1024  # a check-up that answers everything takes some 6 KB
LARGEST_OF_ANYBODY, LARGEST = 1024 * 1024, 64 * 1024 * 1024  # bytes; the larger for a browser that has a session
AT_ONCE, OF_ONE_VISITOR, ON_THE_WAY = 4, 8, 40
SERVER_THREADS = 64  # more than can wait for bodies and for turns together
PATIENCE, SLOWEST = 15.0, 32 * 1024  # seconds, and bytes a second on top
IN_MEMORY, PIECE = 1024 * 1024, 64 * 1024
SAYS = {
    "400 Bad Request": "请求不完整。/ The request is incomplete.",
    "408 Request Timeout": "内容传得太慢，已中断，请换个网络再试。/ The upload was too slow and was cut off. Try another network.",
    "413 Content Too Large": "内容太大（一次最多 64 MB）。请分几次上传。/ Too large (64 MB at most at once). Upload in parts.",
    "414 URI Too Long": "网址太长。请回到上一页，少填一些。/ The address is too long. Go back and give less.",
    "429 Too Many Requests": "同时上传的太多，请等前面的传完。/ Too many uploads at once: wait until they are there.",
    "503 Service Unavailable": "现在上传的人太多，请过一会儿再试。/ Too many people are uploading: try again a little later.",
}


class Bodies:
    """The application, behind the limits above. `proxies` are those whose word about addresses is taken, `is_tls` whether
    everything comes by TLS, whatever the last proxy speaks."""

    def __init__(
        self, serve: Application, *, proxies: Sequence[Network] = (), is_tls: bool = False, patience: float = PATIENCE
    ) -> None:
        self.serve, self.proxies, self.is_tls, self.patience = serve, tuple(proxies), is_tls, patience
        self.turns, self.lock = BoundedSemaphore(AT_ONCE), Lock()
        self.readers = ThreadPoolExecutor(ON_THE_WAY, thread_name_prefix="body")
        self.coming: Counter[str] = Counter()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = visitor_of(environ, self.proxies)
        if self.is_tls:
            environ["wsgi.url_scheme"] = "https"
        trouble = refusal(environ)
        size = 0 if trouble else size_of(environ)
        if size:
            trouble = self.gather(environ, size)
        if trouble is not None:
            return refuse(trouble, start_response)
        try:
            with self.turns:
                return finished(self.serve(environ, start_response))
        finally:
            if size:
                environ["wsgi.input"].close()

    def gather(self, environ: Environ, size: int) -> str | None:
        """Take the whole body in and put it in the place of what is on the way; or why not."""
        visitor = household_of(environ["REMOTE_ADDR"])
        with self.lock:
            if self.coming[visitor] >= OF_ONE_VISITOR:
                return "429 Too Many Requests"
            if self.coming.total() >= ON_THE_WAY:
                return "503 Service Unavailable"
            self.coming[visitor] += 1
        reading: Future[IO[bytes]] = self.readers.submit(read, environ["wsgi.input"], size)
        reading.add_done_callback(lambda _: self.note_arrived(visitor))
        try:
            environ["wsgi.input"] = reading.result(timeout=self.patience + size / SLOWEST)
        except TimeoutError:
            reading.add_done_callback(throw_away)
            return "408 Request Timeout"
        except Exception:  # the sender hung up
            return "400 Bad Request"
        return None

    def note_arrived(self, visitor: str) -> None:
        with self.lock:
            self.coming[visitor] -= 1
            if not self.coming[visitor]:
                del self.coming[visitor]


def finished(response: Any) -> Iterable[bytes]:
    """A page, whole and closed: it gives its connection to the database back with its turn, however slowly it is read."""
    if getattr(response, "streaming", True):
        return cast(Iterable[bytes], response)
    content = b"".join(response)
    response.close()
    return [content]


def size_of(environ: Environ) -> int:
    """The bytes that the sender announced. What comes without an announcement is not read."""
    return int(environ.get("CONTENT_LENGTH") or 0)


def refusal(environ: Environ) -> str | None:
    """What is wrong with a request by its head alone, or None."""
    if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return "414 URI Too Long"
    said = str(environ.get("CONTENT_LENGTH") or "0")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        return "400 Bad Request"
    has_session = "sessionid=" in environ.get("HTTP_COOKIE", "")
    return "413 Content Too Large" if int(said) > (LARGEST if has_session else LARGEST_OF_ANYBODY) else None


def read(body: Any, size: int) -> IO[bytes]:
    """The whole body, on the disk if it is large. Raises EOFError when the sender hangs up before its end."""
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (whoever asked for it closes it)
    left = size
    while left:
        piece = body.read(min(PIECE, left))
        if not piece:
            kept.close()
            raise EOFError
        kept.write(piece)
        left -= len(piece)
    kept.seek(0)
    return kept


def throw_away(reading: Future[IO[bytes]]) -> None:
    """What arrived after all, when nobody waited for it any more."""
    if reading.exception() is None:
        reading.result().close()


def refuse(status: str, start_response: Start) -> Iterable[bytes]:
    """One sentence in both languages; the connection ends, for what is left on it is not read."""
    content = (SAYS[status] + "\n").encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))]
    headers += [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), ("Connection", "close")]
    if status[:3] in ("429", "503"):
        headers.append(("Retry-After", "10"))
    start_response(status, headers)
    return [content]
