"""Asks one address whether it is there: HEAD, and where that is refused GET, following redirects by hand."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from panoply.markup import is_web_address

AGENT: Final = "Mozilla/5.0 (compatible; link-check{})"
"""What we call ourselves, with the address of the wiki for those who wonder."""
MOST_REDIRECTS: Final = 6
FOR_GOOD: Final = (301, 308)
GONE: Final = (404, 410)
REFUSED: Final = (401, 402, 403, 405, 406, 407, 412, 418, 429, 451, 503, 999)
"""Answers of sites that are there, but not for us."""
TIRED: Final = (429, 503)
"""Answers of hosts that want to be left alone for today."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking."""

    verdict: str
    """fine, moved (for good), gone, refused, failing"""
    said: str
    moved_to: str = ""
    is_tired: bool = False


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Redirects are followed by hand, for each of them may lead to a host that is not to be asked."""


def is_public(host: str) -> bool:
    """Whether all addresses of a host are out on the internet: a source's address must not reach into the runner's network."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return True  # nothing to reach; asking will say so
    return all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)


@dataclass(frozen=True, slots=True)
class Asker:
    """How to ask; times in seconds."""

    timeout: float = 20
    pause: float = 5
    """Between two requests to one host."""
    may_ask: Callable[[str], bool] = is_public
    site: str = ""
    """The address of the wiki that asks."""

    def ask(self, url: str) -> Answer:
        """HEAD; where that gives an error GET, for some sites answer nothing else."""
        answer = self._follow("HEAD", url)
        if answer.verdict in ("fine", "moved") or answer.is_tired:
            return answer
        time.sleep(self.pause)
        return self._follow("GET", url)

    def _headers(self) -> dict[str, str]:
        return {"User-Agent": AGENT.format(f"; +{self.site}" if self.site else ""), "Accept": "*/*"}

    def _follow(self, method: str, url: str) -> Answer:
        opener = build_opener(_NoRedirects())
        here, is_for_good = url, True
        for _ in range(MOST_REDIRECTS):
            if not is_web_address(here) or not self.may_ask(urlsplit(here).hostname or ""):
                return Answer("refused", "leads to no public web address")
            try:
                status, headers = _request(opener, Request(_ascii(here), method=method, headers=self._headers()), self.timeout)
            except (OSError, http.client.HTTPException, ValueError) as error:
                return Answer("failing", _words(error))
            location = headers.get("Location")
            if not 300 <= status < 400 or not location:
                return _judge(status, here if here != url and is_for_good else "")
            is_for_good = is_for_good and status in FOR_GOOD
            here = urljoin(here, location)
        return Answer("failing", "redirects without end")


def _request(opener: OpenerDirector, request: Request, timeout: float) -> tuple[int, Message]:
    """Status and headers; the body is not read. Raises OSError, HTTPException, ValueError."""
    try:
        with opener.open(request, timeout=timeout) as response:
            return response.status, response.headers
    except HTTPError as error:
        with error:
            return error.code, error.headers


def _ascii(url: str) -> str:
    """An address as it goes over the wire. Raises UnicodeError, which is a ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    place = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    return urlunsplit(
        (parts.scheme, place, quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?"), "")
    )


def _judge(status: int, moved_to: str) -> Answer:
    said = f"{status} {http.client.responses.get(status, '')}".rstrip()
    if status < 400:
        return Answer("moved" if moved_to else "fine", said, moved_to)
    if status in GONE:
        return Answer("gone", said)
    return Answer("refused" if status in REFUSED else "failing", said, is_tired=status in TIRED)


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return "no such host" if isinstance(reason, socket.gaierror) else type(reason).__name__
