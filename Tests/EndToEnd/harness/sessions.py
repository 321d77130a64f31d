"""Sessions that one request makes (RFC 9725): what is posted and patched."""

import re

from .server import Reply, Server

FRAGMENT = "application/trickle-ice-sdpfrag"
CANDIDATE = re.compile(r"^a=(?:candidate:.*|end-of-candidates)\r?\n", re.MULTILINE)


class Offer:
    """An offer with candidates, taken apart into one without and a fragment with them."""

    def __init__(self, sdp: str):
        self.sdp = sdp
        self.without_candidates = CANDIDATE.sub("", sdp)

    @property
    def fragment(self) -> str:
        """All credentials and candidates, m-line by m-line (RFC 8840 section 9)."""
        kept = r"m=.*|a=(?:mid|ice-ufrag|ice-pwd|candidate|end-of-candidates).*"
        lines = re.findall(rf"^(?:{kept})$", self.sdp.replace("\r", ""), re.MULTILINE)
        # The stack writes candidates of a bundle into its first section only.
        return "".join(f"{line}\r\n" for line in lines)


class Session:
    def __init__(self, server: Server, created: Reply):
        self.server = server
        self.location: str = created.headers["Location"]
        self.tag: str = created.headers["ETag"]

    def patch(self, fragment: str, match: str | None, content_type: str = FRAGMENT) -> Reply:
        headers = {"content_type": content_type, **({"if_match": match} if match else {})}
        return self.server.request("PATCH", self.location, fragment.encode(), **headers)

    def trickle(self, fragment: str) -> Reply:
        return self.patch(fragment, self.tag)

    def restart(self, fragment: str, password: str) -> Reply:
        reply = self.patch(f"a=ice-ufrag:{fragment}\r\na=ice-pwd:{password}\r\n", "*")
        self.tag = reply.headers["ETag"] or self.tag
        return reply

    def delete(self) -> Reply:
        return self.server.request("DELETE", self.location)
